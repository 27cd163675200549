package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is stored under an idempotency key: whose commit has done the work, and its result.
 *
 * @param stamp of the commit; has the transaction id
 * @param result in UTF-8; null for none
 */
record KeyRecord(Stamp stamp, @Nullable Bytes result) {
  /** Format version, stamp, a byte that is 1 when there is a result, the result. */
  Bytes encode() {
    int length = result == null ? 0 : result.length();
    ByteBuffer out = ByteBuffer.allocate(2 + StorageLayout.STAMP_LENGTH + length).put((byte) 1);
    StorageLayout.put(stamp, out);
    if (result != null) {
      out.put((byte) 1).put(result.unsafeArray());
    }
    return Bytes.wrap(out.array());
  }

  static KeyRecord decode(Bytes encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded.unsafeArray());
    try {
      byte version = in.get();
      Stamp stamp = StorageLayout.getStamp(in);
      byte hasResult = in.get();
      if (version == 1 && (hasResult == 1 || (hasResult == 0 && !in.hasRemaining()))) {
        Bytes rest = encoded.slice(in.position(), encoded.length());
        StorageLayout.requireText(rest);
        return new KeyRecord(stamp, hasResult == 1 ? rest : null);
      }
    } catch (BufferUnderflowException e) {
      throw StorageLayout.corrupt("a key record", encoded);
    }
    throw StorageLayout.corrupt("a key record", encoded);
  }

  /** What an attempt that comes too late is told. */
  AlreadyCommittedException toException() {
    return new AlreadyCommittedException(
        stamp.id(), result == null ? null : result.toUtf8(), CausalityToken.of(stamp));
  }
}
