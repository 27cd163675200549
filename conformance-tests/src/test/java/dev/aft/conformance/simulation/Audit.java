package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Two transactions that read everything: by key, and by a scan. The last ones of a simulation. */
final class Audit {
  private final World world;

  Audit(World world) {
    this.world = world;
  }

  void run() {
    TransactionManager manager = Objects.requireNonNull(world.node.manager());
    Transaction byScan = manager.begin(TransactionOptions.DEFAULT);
    RecordedTransaction scanned = world.chronicle.begin(0, byScan.id());
    Transaction byKey = manager.begin(TransactionOptions.DEFAULT);
    RecordedTransaction read = world.chronicle.begin(0, byKey.id());
    scan(byScan.scan(KeyRange.ALL, ScanDirection.FORWARD), scanned, new HashMap<>());
    var unused =
        byKey
            .readMany(world.keys.stream().map(World::bytes).toList())
            .thenAccept(
                values -> {
                  for (int i = 0; i < values.size(); i++) {
                    String value = values.get(i).map(Bytes::toUtf8).orElse(Chronicle.ABSENT);
                    world.chronicle.read(read, world.keys.get(i), value);
                  }
                })
            .exceptionally(this::failed);
    // As long as they live, nearly: the store may be slow.
    world.time.pass(Weather.LIFETIME.toNanos() - 100 * VirtualTime.MILLI);
    byScan.abort();
    byKey.abort();
    world.chronicle.ended(scanned, Status.ABORTED);
    world.chronicle.ended(read, Status.ABORTED);
    if (!scanned.reads.equals(read.reads)) {
      world.chronicle.violation("a scan finds " + scanned.reads + ", reads find " + read.reads);
    }
  }

  private void scan(TransactionScan scan, RecordedTransaction known, Map<String, String> found) {
    var unused =
        scan.next(4)
            .thenAccept(
                entries -> {
                  add(entries, found);
                  if (entries.isEmpty()) {
                    for (String key : world.keys) {
                      world.chronicle.read(known, key, found.getOrDefault(key, Chronicle.ABSENT));
                    }
                  } else {
                    scan(scan, known, found);
                  }
                })
            .exceptionally(this::failed);
  }

  private static void add(List<Entry> entries, Map<String, String> found) {
    entries.forEach(entry -> found.put(entry.key().toUtf8(), entry.value().toUtf8()));
  }

  private Void failed(Throwable error) {
    world.chronicle.violation("the audit failed: " + error);
    return null;
  }
}
