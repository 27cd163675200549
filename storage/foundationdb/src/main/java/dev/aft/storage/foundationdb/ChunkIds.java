package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Names large values, each name once, and knows which of them are being written. Thread-safe. */
final class ChunkIds {
  static final int BYTES = 16;

  private final LongSupplier currentTimeMillis;
  private final LongSupplier random;
  private final Set<Bytes> underWay = ConcurrentHashMap.newKeySet();

  /** False as long as no value of the store has chunks: then no delete has to look for any. */
  private volatile boolean everUsed;

  ChunkIds(LongSupplier currentTimeMillis, LongSupplier random) {
    this.currentTimeMillis = currentTimeMillis;
    this.random = random;
  }

  /** A new id; from now on there may be chunks. */
  Bytes next() {
    everUsed = true;
    ByteBuffer id = ByteBuffer.allocate(BYTES);
    id.putLong(currentTimeMillis.getAsLong()).putLong(random.getAsLong());
    return Bytes.wrap(id.array());
  }

  void foundChunks() {
    everUsed = true;
  }

  boolean mayExist() {
    return everUsed;
  }

  /** Their chunks are written in several transactions from now on, and have no head meanwhile. */
  void begin(Set<Bytes> ids) {
    underWay.addAll(ids);
  }

  void end(Set<Bytes> ids) {
    underWay.removeAll(ids);
  }

  boolean isUnderWay(Bytes id) {
    return underWay.contains(id);
  }
}
