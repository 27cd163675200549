package dev.aft.storage.s3.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Every bit of a run and its manifest is covered: damage is reported and never served. */
class StoredRunsDamageTest {
  private static final RunSettings SETTINGS =
      new RunSettings(RunsHarness.PLENTY, Optional.empty(), 64, 4000, 500, 300, 20, 3, 256, 1_000);

  private final SplittableRandom random = new SplittableRandom(11);
  private final RunsHarness harness = new RunsHarness(random);

  private StoredRuns writeOneRun() {
    StoredRuns runs = harness.open(SETTINGS);
    harness.result(harness.checkpoint(runs, harness.changes(60)));
    runs.close();
    return runs;
  }

  @Test
  void damageAnywhereInARunIsReported() {
    writeOneRun();
    String run = harness.names("run/").iterator().next();
    Bytes intact = harness.content(run);
    for (int at = 0; at < intact.length(); at++) {
      harness.objects.overwrite(run, flipped(intact, at));
      StorageException failure = assertThrows(StorageException.class, this::openAndReadAll);
      assertEquals(Reason.CORRUPT, failure.reason());
    }
    harness.objects.overwrite(run, intact);
    openAndReadAll();
  }

  @Test
  void damageAnywhereInTheManifestIsReported() {
    writeOneRun();
    String newest =
        harness.names(ObjectNames.MANIFESTS).stream().min(String::compareTo).orElseThrow();
    Bytes intact = harness.content(newest);
    for (int at = 0; at < intact.length(); at++) {
      harness.objects.overwrite(newest, flipped(intact, at));
      StorageException failure = assertThrows(StorageException.class, this::openAndReadAll);
      assertEquals(at == 4 ? Reason.NEWER_FORMAT : Reason.CORRUPT, failure.reason());
    }
    harness.objects.overwrite(newest, intact.slice(0, 3));
    assertEquals(
        Reason.CORRUPT, assertThrows(StorageException.class, this::openAndReadAll).reason());
  }

  @Test
  void damageOfAValueInAnObjectOfItsOwnIsReported() {
    StoredRuns runs = harness.open(SETTINGS);
    Bytes value = Bytes.utf8("a value");
    Slot slot = harness.external(value);
    String object = ((Slot.External) slot).object();
    for (Bytes damaged :
        new Bytes[] {flipped(value, 3), value.slice(0, 3), value.concat(value), Bytes.EMPTY}) {
      harness.objects.overwrite(object, damaged);
      CompletableFuture<?> fetched = runs.fetch(List.of(slot));
      assertEquals(Reason.CORRUPT, Await.failure(fetched).reason());
    }
  }

  @Test
  void aRunThatIsMissingIsReported() {
    writeOneRun();
    harness.result(harness.objects.anotherHandle().delete(List.copyOf(harness.names("run/"))));

    assertEquals(
        Reason.CORRUPT, assertThrows(StorageException.class, this::openAndReadAll).reason());
  }

  private void openAndReadAll() {
    StoredRuns runs = harness.open(SETTINGS);
    try {
      harness.verify(runs);
    } finally {
      runs.close();
    }
  }

  private Bytes flipped(Bytes content, int at) {
    byte[] array = content.toArray();
    array[at] ^= (byte) (1 << random.nextInt(7));
    return Bytes.wrap(array);
  }
}
