package dev.aft.conformance.simulation;

import dev.aft.engine.transaction.TransactionId;
import dev.aft.storage.spi.Entry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;

/** Commit timestamps as the journal tells them: docs/formats/transactions.md. */
final class Journal {
  private static final int KEY_BYTES = 25;
  private static final int ABORT_KIND = 2;

  private Journal() {}

  static void noteTimestamp(Entry entry, Map<TransactionId, Long> timestamps) {
    byte[] key = entry.key().unsafeArray();
    if (key.length == KEY_BYTES && key[0] == 't' && entry.value().at(1) < ABORT_KIND) {
      ByteBuffer stamp = ByteBuffer.wrap(key, 1, key.length - 1);
      long timestamp = stamp.getLong();
      timestamps.put(new TransactionId(new UUID(stamp.getLong(), stamp.getLong())), timestamp);
    }
  }
}
