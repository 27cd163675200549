package dev.aft.driver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in memory, apart from any row: changing them changes no row. It outlives its transaction,
 * its result set and its connection. Thread-safe.
 */
final class MemoryBlob implements Blob {
  private byte @Nullable [] bytes;

  /**
   * @param bytes the blob's own from now on
   */
  MemoryBlob(byte[] bytes) {
    this.bytes = bytes;
  }

  private byte[] bytes() throws SQLException {
    byte[] present = bytes;
    if (present == null) {
      throw SqlErrors.of(SqlErrors.OBJECT_CLOSED, "the BLOB was freed");
    }
    return present;
  }

  /** The index of {@code position}, which JDBC counts from 1; the one after the end is allowed. */
  static int index(long position, int length) throws SQLException {
    if (position < 1 || position > length + 1L) {
      throw SqlErrors.invalidArgument(
          "position " + position + " is not there: the length is " + length);
    }
    return (int) (position - 1);
  }

  static int length(long wanted) throws SQLException {
    if (wanted < 0 || wanted > Integer.MAX_VALUE) {
      throw SqlErrors.invalidArgument("a length is from 0 to " + Integer.MAX_VALUE);
    }
    return (int) wanted;
  }

  @Override
  public synchronized long length() throws SQLException {
    return bytes().length;
  }

  @Override
  public synchronized byte[] getBytes(long position, int length) throws SQLException {
    byte[] all = bytes();
    int from = index(position, all.length);
    return Arrays.copyOfRange(all, from, from + Math.min(length(length), all.length - from));
  }

  @Override
  public synchronized InputStream getBinaryStream() throws SQLException {
    return new ByteArrayInputStream(bytes());
  }

  @Override
  public InputStream getBinaryStream(long position, long length) throws SQLException {
    return new ByteArrayInputStream(getBytes(position, length(length)));
  }

  @Override
  public synchronized long position(byte[] pattern, long start) throws SQLException {
    byte[] all = bytes();
    if (pattern == null) {
      throw SqlErrors.invalidArgument("the pattern is null");
    }
    for (int at = index(start, all.length); at + pattern.length <= all.length; at++) {
      if (Arrays.equals(all, at, at + pattern.length, pattern, 0, pattern.length)) {
        return at + 1L;
      }
    }
    return -1;
  }

  @Override
  public long position(Blob pattern, long start) throws SQLException {
    if (pattern == null) {
      throw SqlErrors.invalidArgument("the pattern is null");
    }
    return position(pattern.getBytes(1, length(pattern.length())), start);
  }

  @Override
  public int setBytes(long position, byte[] added) throws SQLException {
    return setBytes(position, added, 0, added == null ? 0 : added.length);
  }

  @Override
  public synchronized int setBytes(long position, byte[] added, int offset, int length)
      throws SQLException {
    byte[] all = bytes();
    int at = index(position, all.length);
    if (added == null || offset < 0 || length < 0 || length > added.length - offset) {
      throw SqlErrors.invalidArgument("the bytes to write are not there");
    }
    byte[] changed = Arrays.copyOf(all, Math.max(all.length, Math.addExact(at, length)));
    System.arraycopy(added, offset, changed, at, length);
    bytes = changed;
    return length;
  }

  /** What is written takes effect when the stream is flushed or closed. */
  @Override
  public synchronized OutputStream setBinaryStream(long position) throws SQLException {
    index(position, bytes().length);
    return new ByteArrayOutputStream() {
      private long next = position;

      @Override
      public synchronized void flush() throws IOException {
        try {
          next += setBytes(next, toByteArray());
          reset();
        } catch (SQLException e) {
          throw new IOException(e.getMessage(), e);
        }
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  @Override
  public synchronized void truncate(long length) throws SQLException {
    byte[] all = bytes();
    bytes = Arrays.copyOf(all, index(length(length) + 1L, all.length));
  }

  @Override
  public synchronized void free() {
    bytes = null;
  }
}
