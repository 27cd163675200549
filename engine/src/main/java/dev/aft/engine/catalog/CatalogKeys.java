package dev.aft.engine.catalog;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.TableName;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of catalog entries and of table data (docs/formats/catalog.md). */
public final class CatalogKeys {
  /** First byte of every catalog key. */
  static final byte CATALOG = 0x01;

  /** First byte of every key of a table row; the table id and the encoded primary key follow. */
  static final byte TABLE_DATA = 0x02;

  private static final byte DATABASE = 'd';
  private static final byte SCHEMA = 's';
  private static final byte TABLE = 't';

  private CatalogKeys() {}

  public static Bytes database(String database) {
    return key(DATABASE, database);
  }

  public static Bytes schema(String database, String schema) {
    return key(SCHEMA, database, schema);
  }

  public static Bytes table(TableName table) {
    return key(TABLE, table.database(), table.schema(), table.name());
  }

  static KeyRange databases() {
    return KeyRange.prefix(key(DATABASE));
  }

  static KeyRange schemas(String database) {
    return KeyRange.prefix(key(SCHEMA, database));
  }

  static KeyRange tables(String database) {
    return KeyRange.prefix(key(TABLE, database));
  }

  static KeyRange tables(String database, String schema) {
    return KeyRange.prefix(key(TABLE, database, schema));
  }

  /** What every key of the table's rows starts with. */
  public static Bytes rowPrefix(long tableId) {
    byte[] prefix = new byte[9];
    prefix[0] = TABLE_DATA;
    for (int i = 0; i < 8; i++) {
      prefix[1 + i] = (byte) (tableId >>> (56 - 8 * i));
    }
    return Bytes.wrap(prefix);
  }

  /**
   * The names in a catalog key, outermost first.
   *
   * @throws EngineException {@code DATA_CORRUPTED} for a key that does not have {@code count}
   */
  static List<String> names(Bytes key, int count) {
    List<String> names = names(key);
    if (names.size() != count || key.at(key.length() - 1) != 0) {
      throw new EngineException(
          ErrorCode.DATA_CORRUPTED, "a catalog key cannot be read: key=" + key);
    }
    return names;
  }

  private static List<String> names(Bytes key) {
    List<String> names = new ArrayList<>(3);
    byte[] bytes = key.unsafeArray();
    int start = 2;
    for (int i = 2; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        names.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return names;
  }

  private static Bytes key(byte kind, String... names) {
    byte[] key = {CATALOG, kind};
    for (String name : names) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      int start = key.length;
      key = Arrays.copyOf(key, start + text.length + 1);
      System.arraycopy(text, 0, key, start, text.length);
    }
    return Bytes.wrap(key);
  }
}
