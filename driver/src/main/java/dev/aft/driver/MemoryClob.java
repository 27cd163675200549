package dev.aft.driver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Text in memory, apart from any row: changing it changes no row. It outlives its transaction, its
 * result set and its connection. Thread-safe.
 */
final class MemoryClob implements NClob {
  private @Nullable String text;

  MemoryClob(String text) {
    this.text = text;
  }

  private String text() throws SQLException {
    String present = text;
    if (present == null) {
      throw SqlErrors.of(SqlErrors.OBJECT_CLOSED, "the CLOB was freed");
    }
    return present;
  }

  @Override
  public synchronized long length() throws SQLException {
    return text().length();
  }

  @Override
  public synchronized String getSubString(long position, int length) throws SQLException {
    String all = text();
    int from = MemoryBlob.index(position, all.length());
    return all.substring(from, from + Math.min(MemoryBlob.length(length), all.length() - from));
  }

  @Override
  public synchronized Reader getCharacterStream() throws SQLException {
    return new StringReader(text());
  }

  @Override
  public Reader getCharacterStream(long position, long length) throws SQLException {
    return new StringReader(getSubString(position, MemoryBlob.length(length)));
  }

  @Override
  public synchronized InputStream getAsciiStream() throws SQLException {
    return new ByteArrayInputStream(text().getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public synchronized long position(String pattern, long start) throws SQLException {
    String all = text();
    if (pattern == null) {
      throw SqlErrors.invalidArgument("the pattern is null");
    }
    int found = all.indexOf(pattern, MemoryBlob.index(start, all.length()));
    return found < 0 ? -1 : found + 1L;
  }

  @Override
  public long position(Clob pattern, long start) throws SQLException {
    if (pattern == null) {
      throw SqlErrors.invalidArgument("the pattern is null");
    }
    return position(pattern.getSubString(1, MemoryBlob.length(pattern.length())), start);
  }

  @Override
  public int setString(long position, String added) throws SQLException {
    return setString(position, added, 0, added == null ? 0 : added.length());
  }

  @Override
  public synchronized int setString(long position, String added, int offset, int length)
      throws SQLException {
    String all = text();
    int at = MemoryBlob.index(position, all.length());
    if (added == null || offset < 0 || length < 0 || length > added.length() - offset) {
      throw SqlErrors.invalidArgument("the text to write is not there");
    }
    String head = all.substring(0, at) + added.substring(offset, offset + length);
    text = head.length() < all.length() ? head + all.substring(head.length()) : head;
    return length;
  }

  /** What is written takes effect when the stream is flushed or closed. */
  @Override
  public synchronized OutputStream setAsciiStream(long position) throws SQLException {
    MemoryBlob.index(position, text().length());
    return new ByteArrayOutputStream() {
      private long next = position;

      @Override
      public synchronized void flush() throws IOException {
        next += MemoryClob.this.write(next, toString(StandardCharsets.US_ASCII));
        reset();
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  private int write(long position, String added) throws IOException {
    try {
      return setString(position, added);
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What is written takes effect when the writer is flushed or closed. */
  @Override
  public synchronized Writer setCharacterStream(long position) throws SQLException {
    MemoryBlob.index(position, text().length());
    return new ClobWriter(position);
  }

  private final class ClobWriter extends Writer {
    private final StringWriter written = new StringWriter();
    private long next;

    ClobWriter(long position) {
      this.next = position;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
      written.write(characters, offset, length);
    }

    @Override
    public void flush() throws IOException {
      next += MemoryClob.this.write(next, written.toString());
      written.getBuffer().setLength(0);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  @Override
  public synchronized void truncate(long length) throws SQLException {
    String all = text();
    text = all.substring(0, MemoryBlob.index(MemoryBlob.length(length) + 1L, all.length()));
  }

  @Override
  public synchronized void free() {
    text = null;
  }
}
