package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever bytes come from S3: the record that was written, or an error that says so. */
final class LogCodecFuzzTest {
  private static final Set<Reason> REFUSALS = Set.of(Reason.CORRUPT, Reason.NEWER_FORMAT);

  @Test
  void anyRecordComesBackEqual() {
    SeededRuns.of(
        2000,
        random -> {
          List<LogBatch> batches = batches(random);
          Bytes content = LogCodec.encode(Kind.DATA, LogCodecTest.WRITER, batches);
          assertEquals(batches, LogCodec.decode("log/x", content).batches());
        });
  }

  @Test
  void damageIsRefused() {
    SeededRuns.of(
        5000,
        random -> {
          Bytes content = LogCodec.encode(Kind.DATA, LogCodecTest.WRITER, batches(random));
          Bytes damaged = Bytes.wrap(Damage.of(content.toArray(), random));
          if (!damaged.equals(content)) {
            refuses(damaged);
          }
        });
  }

  /** What a faulty writer could have sealed: never anything but a refusal or a record. */
  @Test
  void damageUnderARightChecksumIsRefusedOrRead() {
    SeededRuns.of(
        5000,
        random -> {
          Bytes content = LogCodec.encode(Kind.DATA, LogCodecTest.WRITER, batches(random));
          Bytes damaged = Bytes.wrap(Damage.of(content.toArray(), random));
          if (damaged.length() >= 4) {
            try {
              LogCodec.decode("log/x", LogCodecTest.seal(damaged));
            } catch (StorageException e) {
              assertTrue(REFUSALS.contains(e.reason()), e.toString());
            }
          }
        });
  }

  private static void refuses(Bytes content) {
    try {
      throw new AssertionError("was read: " + LogCodec.decode("log/x", content));
    } catch (StorageException e) {
      assertTrue(REFUSALS.contains(e.reason()), e.toString());
    }
  }

  private static List<LogBatch> batches(SplittableRandom random) {
    List<LogBatch> batches = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<Bytes> deletes = new ArrayList<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        deletes.add(bytes(random));
      }
      batches.add(new LogBatch(entries(random), entries(random), deletes));
    }
    return batches;
  }

  private static List<LogEntry> entries(SplittableRandom random) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Slot slot =
          random.nextInt(4) == 0
              ? new Slot.External("value/a/" + i, random.nextInt(1 << 27), random.nextInt())
              : new Slot.Inline(bytes(random));
      entries.add(new LogEntry(bytes(random), slot));
    }
    return entries;
  }

  private static Bytes bytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(400) : random.nextInt(6)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
