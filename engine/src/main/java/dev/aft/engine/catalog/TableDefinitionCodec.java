package dev.aft.engine.catalog;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.TableName;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table definition as bytes (docs/formats/catalog.md, version 1). */
final class TableDefinitionCodec {
  private static final int VERSION = 1;
  private static final int NOT_NULL = 1;
  private static final int HAS_DEFAULT = 2;

  /** The code of a type is its place in this list, from 1. Append only. */
  private static final List<SqlType.Kind> KINDS =
      List.of(
          SqlType.Kind.BOOLEAN,
          SqlType.Kind.SMALLINT,
          SqlType.Kind.INTEGER,
          SqlType.Kind.BIGINT,
          SqlType.Kind.REAL,
          SqlType.Kind.DOUBLE_PRECISION,
          SqlType.Kind.DECIMAL,
          SqlType.Kind.CHAR,
          SqlType.Kind.VARCHAR,
          SqlType.Kind.TEXT,
          SqlType.Kind.VARBINARY,
          SqlType.Kind.DATE,
          SqlType.Kind.TIME,
          SqlType.Kind.TIMESTAMP,
          SqlType.Kind.TIMESTAMP_WITH_TIME_ZONE,
          SqlType.Kind.UUID);

  private TableDefinitionCodec() {}

  static Bytes encode(TableDefinition table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(table.id());
      out.writeShort(table.columns().size());
      for (ColumnDefinition column : table.columns()) {
        encodeColumn(column, out);
      }
      out.writeShort(table.primaryKey().size());
      for (int index : table.primaryKey()) {
        out.writeShort(index);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static void encodeColumn(ColumnDefinition column, DataOutputStream out)
      throws IOException {
    out.writeInt(column.id());
    writeText(column.name(), out);
    out.writeByte(KINDS.indexOf(column.type().kind()) + 1);
    out.writeInt(column.type().length());
    out.writeInt(column.type().scale());
    String defaultText = column.defaultText();
    out.writeByte((column.notNull() ? NOT_NULL : 0) | (defaultText != null ? HAS_DEFAULT : 0));
    if (defaultText != null) {
      writeText(defaultText, out);
    }
  }

  /**
   * @throws EngineException {@code DATA_CORRUPTED} for bytes that are no definition of a known
   *     version
   */
  static TableDefinition decode(TableName name, Bytes value) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value.unsafeArray()))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw corrupted(
            name, "format " + version + " is not known to this node, which reads " + VERSION, null);
      }
      long id = in.readLong();
      int columnCount = in.readUnsignedShort();
      List<ColumnDefinition> columns = new ArrayList<>(columnCount);
      for (int i = 0; i < columnCount; i++) {
        columns.add(decodeColumn(in));
      }
      int keyCount = in.readUnsignedShort();
      List<Integer> primaryKey = new ArrayList<>(keyCount);
      for (int i = 0; i < keyCount; i++) {
        primaryKey.add(in.readUnsignedShort());
      }
      return new TableDefinition(name, id, columns, primaryKey);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw corrupted(name, "it ends too early or has an unknown type", e);
    }
  }

  private static ColumnDefinition decodeColumn(DataInputStream in) throws IOException {
    int id = in.readInt();
    String name = readText(in);
    SqlType.Kind kind = KINDS.get(in.readUnsignedByte() - 1);
    SqlType type = new SqlType(kind, in.readInt(), in.readInt());
    int flags = in.readUnsignedByte();
    String defaultText = (flags & HAS_DEFAULT) != 0 ? readText(in) : null;
    return new ColumnDefinition(id, name, type, (flags & NOT_NULL) != 0, defaultText);
  }

  private static void writeText(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static EngineException corrupted(TableName table, String why, @Nullable Exception cause) {
    EngineException.Builder builder =
        EngineException.builder(
                ErrorCode.DATA_CORRUPTED,
                "the catalog entry of table " + table + " cannot be read: " + why)
            .table(table.name());
    return (cause == null ? builder : builder.cause(cause)).build();
  }
}
