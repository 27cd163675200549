package dev.aft.driver;

import dev.aft.protocol.TypeId;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.ZoneId;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** The setters of a prepared statement: each brings its value into the class of its type. */
abstract class ParameterSetters extends JdbcStatement implements PreparedStatement {
  ParameterSetters(JdbcConnection connection, ResultSetKind kind) {
    super(connection, kind);
  }

  /** The time zone of the session. */
  abstract ZoneId zone();

  /** Keeps a value: of the class of {@code typeId}, or text when that is UNSPECIFIED. */
  abstract void set(int index, int typeId, @Nullable Object value) throws SQLException;

  @Override
  public void setNull(int index, int sqlType) throws SQLException {
    set(index, ParameterConversions.typeIdOf(sqlType), null);
  }

  @Override
  public void setNull(int index, int sqlType, String typeName) throws SQLException {
    setNull(index, sqlType);
  }

  @Override
  public void setBoolean(int index, boolean value) throws SQLException {
    set(index, TypeId.BOOL, value);
  }

  @Override
  public void setByte(int index, byte value) throws SQLException {
    set(index, TypeId.INT2, (short) value);
  }

  @Override
  public void setShort(int index, short value) throws SQLException {
    set(index, TypeId.INT2, value);
  }

  @Override
  public void setInt(int index, int value) throws SQLException {
    set(index, TypeId.INT4, value);
  }

  @Override
  public void setLong(int index, long value) throws SQLException {
    set(index, TypeId.INT8, value);
  }

  @Override
  public void setFloat(int index, float value) throws SQLException {
    set(index, TypeId.FLOAT4, value);
  }

  @Override
  public void setDouble(int index, double value) throws SQLException {
    set(index, TypeId.FLOAT8, value);
  }

  @Override
  public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
    set(index, TypeId.NUMERIC, value);
  }

  @Override
  public void setString(int index, @Nullable String value) throws SQLException {
    set(index, TypeId.UNSPECIFIED, value);
  }

  @Override
  public void setNString(int index, @Nullable String value) throws SQLException {
    setString(index, value);
  }

  @Override
  public void setBytes(int index, byte @Nullable [] value) throws SQLException {
    set(index, TypeId.BYTEA, value == null ? null : value.clone());
  }

  @Override
  public void setDate(int index, @Nullable Date value) throws SQLException {
    setDate(index, value, null);
  }

  @Override
  public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar)
      throws SQLException {
    set(index, TypeId.DATE, value == null ? null : ParameterConversions.date(value, calendar));
  }

  @Override
  public void setTime(int index, @Nullable Time value) throws SQLException {
    setTime(index, value, null);
  }

  @Override
  public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar)
      throws SQLException {
    set(index, TypeId.TIME, value == null ? null : ParameterConversions.time(value, calendar));
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
    setTimestamp(index, value, null);
  }

  @Override
  public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar)
      throws SQLException {
    ParameterConversions.Typed typed =
        value == null ? null : ParameterConversions.typed(value, calendar, zone());
    set(
        index,
        typed == null ? TypeId.TIMESTAMP : typed.typeId(),
        typed == null ? null : typed.value());
  }

  @Override
  public void setObject(int index, @Nullable Object value) throws SQLException {
    if (value == null) {
      set(index, TypeId.UNSPECIFIED, null);
    } else if (value instanceof InputStream stream) {
      setBinaryStream(index, stream);
    } else if (value instanceof Reader reader) {
      setCharacterStream(index, reader);
    } else if (ParameterConversions.isPoint(value)) {
      setTimestamp(index, ParameterConversions.point(value));
    } else {
      ParameterConversions.Typed typed = ParameterConversions.typed(value);
      set(index, typed.typeId(), typed.value());
    }
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType) throws SQLException {
    setObject(index, value, sqlType, -1);
  }

  @Override
  public void setObject(int index, @Nullable Object value, int sqlType, int scaleOrLength)
      throws SQLException {
    if (value == null) {
      setNull(index, sqlType);
    } else if (value instanceof InputStream stream) {
      setStream(index, stream, sqlType, scaleOrLength < 0 ? Long.MAX_VALUE : scaleOrLength);
    } else if (value instanceof Reader reader) {
      setCharacterStream(index, reader, scaleOrLength < 0 ? Long.MAX_VALUE : scaleOrLength);
    } else if (sqlType == Types.TIMESTAMP && ParameterConversions.isPoint(value)) {
      setTimestamp(index, ParameterConversions.point(value));
    } else {
      ParameterConversions.Typed typed =
          ParameterConversions.converted(value, sqlType, scaleOrLength);
      set(index, typed.typeId(), typed.value());
    }
  }

  private void setStream(int index, InputStream stream, int sqlType, long length)
      throws SQLException {
    if (ParameterConversions.typeIdOf(sqlType) == TypeId.UNSPECIFIED) {
      setAsciiStream(index, stream, length);
    } else {
      setBinaryStream(index, stream, length);
    }
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType type) throws SQLException {
    setObject(index, value, numberOf(type));
  }

  @Override
  public void setObject(int index, @Nullable Object value, SQLType type, int scaleOrLength)
      throws SQLException {
    setObject(index, value, numberOf(type), scaleOrLength);
  }

  private static int numberOf(SQLType type) throws SQLException {
    Integer number = type == null ? null : type.getVendorTypeNumber();
    if (number == null) {
      throw SqlErrors.invalidArgument("the type is null or has no number");
    }
    return number;
  }

  // ------------------------------------------------------------------ streams

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
    setAsciiStream(index, stream, Long.MAX_VALUE);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    setAsciiStream(index, stream, (long) length);
  }

  @Override
  public void setAsciiStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    byte[] bytes = read(stream, length);
    setString(index, bytes == null ? null : new String(bytes, StandardCharsets.US_ASCII));
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    byte[] bytes = read(stream, length);
    setString(index, bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
    setBinaryStream(index, stream, Long.MAX_VALUE);
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream, int length)
      throws SQLException {
    setBinaryStream(index, stream, (long) length);
  }

  @Override
  public void setBinaryStream(int index, @Nullable InputStream stream, long length)
      throws SQLException {
    byte[] bytes = read(stream, length);
    if (bytes != null && bytes.length < length && length != Long.MAX_VALUE) {
      throw SqlErrors.invalidArgument("the stream ends after " + bytes.length + " of " + length);
    }
    set(index, TypeId.BYTEA, bytes);
  }

  private static byte @Nullable [] read(@Nullable InputStream stream, long length)
      throws SQLException {
    if (stream == null) {
      return null;
    }
    requireLength(length);
    try {
      return stream.readNBytes((int) Math.min(Integer.MAX_VALUE, length));
    } catch (IOException e) {
      throw SqlErrors.of("22000", "the stream of a parameter cannot be read", e);
    }
  }

  private static void requireLength(long length) throws SQLException {
    if (length < 0) {
      throw SqlErrors.invalidArgument("a length is 0 or more");
    }
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    setCharacterStream(index, reader, Long.MAX_VALUE);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader, int length)
      throws SQLException {
    setCharacterStream(index, reader, (long) length);
  }

  @Override
  public void setCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    setString(index, reader == null ? null : text(reader, length));
  }

  private static String text(Reader reader, long length) throws SQLException {
    requireLength(length);
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[4096];
    try {
      long left = length;
      while (left > 0) {
        int count = reader.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          break;
        }
        text.append(buffer, 0, count);
        left -= count;
      }
      return text.toString();
    } catch (IOException e) {
      throw SqlErrors.of("22000", "the stream of a parameter cannot be read", e);
    }
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
    setCharacterStream(index, reader);
  }

  @Override
  public void setNCharacterStream(int index, @Nullable Reader reader, long length)
      throws SQLException {
    setCharacterStream(index, reader, length);
  }

  @Override
  public void setClob(int index, @Nullable Reader reader) throws SQLException {
    setCharacterStream(index, reader);
  }

  @Override
  public void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
    setCharacterStream(index, reader, length);
  }

  @Override
  public void setNClob(int index, @Nullable Reader reader) throws SQLException {
    setCharacterStream(index, reader);
  }

  @Override
  public void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
    setCharacterStream(index, reader, length);
  }

  @Override
  public void setBlob(int index, @Nullable InputStream stream) throws SQLException {
    setBinaryStream(index, stream);
  }

  @Override
  public void setBlob(int index, @Nullable InputStream stream, long length) throws SQLException {
    setBinaryStream(index, stream, length);
  }

  @Override
  public void setBlob(int index, @Nullable Blob value) throws SQLException {
    setBinaryStream(index, value == null ? null : value.getBinaryStream());
  }

  @Override
  public void setClob(int index, @Nullable Clob value) throws SQLException {
    setCharacterStream(index, value == null ? null : value.getCharacterStream());
  }

  @Override
  public void setNClob(int index, @Nullable NClob value) throws SQLException {
    setClob(index, value);
  }

  // ------------------------------------------------------------------ types the dialect lacks

  @Override
  public void setRef(int index, @Nullable Ref value) throws SQLException {
    throw SqlErrors.notSupported("REF");
  }

  @Override
  public void setArray(int index, @Nullable Array value) throws SQLException {
    throw SqlErrors.notSupported("ARRAY");
  }

  @Override
  public void setURL(int index, @Nullable URL value) throws SQLException {
    throw SqlErrors.notSupported("DATALINK");
  }

  @Override
  public void setRowId(int index, @Nullable RowId value) throws SQLException {
    throw SqlErrors.notSupported("ROWID");
  }

  @Override
  public void setSQLXML(int index, @Nullable SQLXML value) throws SQLException {
    throw SqlErrors.notSupported("XML");
  }
}
