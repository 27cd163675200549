package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a store holds in place of its format version while it is the target of a copy. It makes
 * every node refuse the half-filled store, and says where a copy that was interrupted goes on. The
 * last step of a copy puts the format version of the source in its place. See {@code
 * docs/formats/transactions.md}.
 *
 * @param source names the store that is copied
 * @param reached the last key up to which everything is copied, in the order of keys; empty before
 *     the first
 * @param checksum of everything up to there, 32 bytes
 */
public record UnfinishedCopy(String source, Optional<Bytes> reached, Bytes checksum) {
  /** Where it stands: the key of the format version. */
  public static final Bytes KEY = StorageLayout.FORMAT_KEY;

  private static final Bytes MAGIC = Bytes.utf8("copy");
  private static final byte VERSION = 1;
  private static final int CHECKSUM_LENGTH = 32;

  public UnfinishedCopy {
    if (checksum.length() != CHECKSUM_LENGTH) {
      throw new IllegalArgumentException("A checksum has 32 bytes. length=" + checksum.length());
    }
  }

  /** Whether {@code value}, found under {@link #KEY}, is that of a copy, of whatever version. */
  public static boolean isIn(Bytes value) {
    return value.startsWith(MAGIC);
  }

  public Bytes encode() {
    byte[] name = Bytes.utf8(source).toArray();
    byte[] key = reached.map(Bytes::toArray).orElse(new byte[0]);
    ByteBuffer out =
        ByteBuffer.allocate(
                MAGIC.length() + 2 + 2 * Integer.BYTES + CHECKSUM_LENGTH + name.length + key.length)
            .put(MAGIC.unsafeArray())
            .put(VERSION)
            .put((byte) (reached.isPresent() ? 1 : 0))
            .put(checksum.unsafeArray())
            .putInt(name.length)
            .put(name)
            .putInt(key.length)
            .put(key);
    return Bytes.wrap(out.array());
  }

  /** What {@link #encode} wrote; empty for anything else. */
  public static Optional<UnfinishedCopy> decode(Bytes value) {
    if (!isIn(value)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(value.unsafeArray()).asReadOnlyBuffer();
    in.position(MAGIC.length());
    try {
      if (in.get() != VERSION) {
        return Optional.empty();
      }
      boolean begun = in.get() == 1;
      Bytes checksum = bytes(in, CHECKSUM_LENGTH);
      String source = bytes(in, in.getInt()).toUtf8();
      Bytes key = bytes(in, in.getInt());
      UnfinishedCopy copy =
          new UnfinishedCopy(source, begun ? Optional.of(key) : Optional.empty(), checksum);
      return copy.encode().equals(value) ? Optional.of(copy) : Optional.empty();
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static Bytes bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.wrap(bytes);
  }
}
