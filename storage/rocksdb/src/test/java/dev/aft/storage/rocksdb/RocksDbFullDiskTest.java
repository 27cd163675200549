package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that runs full and gets room again. Needs the right to mount a tmpfs. */
@Timeout(60)
final class RocksDbFullDiskTest {
  private final Path disk;
  private final AtomicLong nanos = new AtomicLong();
  private boolean mounted;

  RocksDbFullDiskTest(@TempDir Path folder) throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertTrue(run("umount", disk.toString()));
    }
  }

  private static Entry large(int number) {
    byte[] value = new byte[100_000];
    new java.util.Random(number).nextBytes(value);
    return new Entry(Bytes.utf8("key" + number), Bytes.wrap(value));
  }

  @Test
  void fullDiskLosesNothingAndHealsWhenThereIsRoom() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk.toString());
    assumeTrue(mounted, "needs the right to mount a tmpfs");
    Path ballast = Files.write(disk.resolve("ballast"), new byte[30 << 20]);
    try (RocksDbStore store =
        RocksDbStore.open(disk.resolve("store"), RocksDbSettings.DEFAULT, nanos::get)) {
      int done = writeUntilFailure(store);
      assertTrue(done > 0);
      StorageException later = Await.failure(store.write(List.of(large(done + 1))));
      assertFalse(later instanceof UnknownOutcomeException);
      assertEquals(Reason.FULL, later.reason());
      assertAllThere(store, done);
      Files.delete(ballast);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
      Await.result(writeOnceRecovered(store, done + 2));
      assertAllThere(store, done);
      assertEquals(
          Optional.of(large(done + 2).value()), Await.result(store.read(large(done + 2).key())));
      assertEquals(1, store.statistics().get("recoveries_total"));
    }
    try (RocksDbStore store =
        RocksDbStore.open(disk.resolve("store"), RocksDbSettings.DEFAULT, nanos::get)) {
      assertAllThere(store, done(store));
    }
  }

  /** How many writes were done before the one that failed with an unknown outcome. */
  private static int writeUntilFailure(RocksDbStore store) {
    for (int number = 0; ; number++) {
      CompletableFuture<Void> write = store.write(List.of(large(number)));
      try {
        Await.result(write);
      } catch (StorageException e) {
        assertInstanceOf(UnknownOutcomeException.class, e);
        assertEquals(Reason.FULL, e.reason());
        return number;
      }
    }
  }

  private static CompletableFuture<Void> writeOnceRecovered(RocksDbStore store, int number) {
    return store.write(List.of(large(number)));
  }

  private static int done(RocksDbStore store) {
    int number = 0;
    while (Await.result(store.read(large(number).key())).isPresent()) {
      number++;
    }
    return number;
  }

  private static void assertAllThere(RocksDbStore store, int count) {
    for (int number = 0; number < count; number++) {
      Entry entry = large(number);
      assertEquals(Optional.of(entry.value()), Await.result(store.read(entry.key())));
    }
  }
}
