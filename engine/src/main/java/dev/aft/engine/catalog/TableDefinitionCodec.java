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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
      if (in.available() > 0) {
        throw new IOException("more bytes than a definition has");
      }
      TableDefinition table = new TableDefinition(name, id, columns, primaryKey);
      requireSound(table);
      return table;
    } catch (IOException | IndexOutOfBoundsException e) {
      throw corrupted(name, "it is no definition of a table", e);
    }
  }

  /** What every definition keeps to: whoever uses one relies on it. */
  private static void requireSound(TableDefinition table) throws IOException {
    Set<Integer> ids = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (ColumnDefinition column : table.columns()) {
      if (column.id() < 1 || !ids.add(column.id()) || !names.add(column.name())) {
        throw new IOException("column " + column.name() + " twice, or without an id");
      }
      requireSound(column.type());
    }
    Set<Integer> key = new HashSet<>(table.primaryKey());
    if (key.isEmpty() || key.size() != table.primaryKey().size()) {
      throw new IOException("no primary key, or a column in it twice");
    }
    for (int index : key) {
      if (index >= table.columns().size()) {
        throw new IOException("a primary key beyond the columns");
      }
    }
  }

  private static void requireSound(SqlType type) throws IOException {
    int maxLength =
        switch (type.kind()) {
          case CHAR, VARCHAR -> SqlType.MAX_LENGTH;
          case DECIMAL -> SqlType.MAX_PRECISION;
          default -> 0;
        };
    int maxScale = type.kind() == SqlType.Kind.DECIMAL ? type.length() : 0;
    boolean sound =
        type.length() >= 0
            && type.length() <= maxLength
            && type.scale() >= 0
            && type.scale() <= maxScale;
    if (!sound) {
      throw new IOException("type " + type.kind() + " of length " + type.length());
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
    ByteBuffer text = ByteBuffer.wrap(in.readNBytes(length));
    return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
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
