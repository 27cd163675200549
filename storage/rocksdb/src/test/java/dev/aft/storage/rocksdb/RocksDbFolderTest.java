package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What a folder may hold and what opening it makes of that. */
final class RocksDbFolderTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes VALUE = Bytes.utf8("value");

  private final Path parent;
  private final Path folder;

  RocksDbFolderTest(@TempDir Path parent) {
    this.parent = parent;
    this.folder = parent.resolve("a/store");
  }

  private static RocksDbStore open(Path folder) {
    return RocksDbStore.open(folder, RocksDbSettings.DEFAULT, System::nanoTime);
  }

  private Reason refusal(Path refused) {
    StorageException e = assertThrows(StorageException.class, () -> open(refused).close());
    assertTrue(String.valueOf(e.getMessage()).contains(refused.toString()), e.getMessage());
    return e.reason();
  }

  private void createStore() {
    try (RocksDbStore store = open(folder)) {
      Await.result(store.write(List.of(new Entry(KEY, VALUE))));
    }
  }

  @Test
  void openingAgainFindsTheData() {
    createStore();
    try (RocksDbStore store = open(folder)) {
      assertEquals(Optional.of(VALUE), Await.result(store.read(KEY)));
    }
  }

  @Test
  void formatFileIsAsSpecified() throws IOException {
    createStore();
    assertEquals("aft-rocksdb-store\nversion=1\n", Files.readString(folder.resolve("FORMAT")));
  }

  @Test
  void folderThatIsOpenIsInUse() {
    try (RocksDbStore store = open(folder)) {
      assertEquals(Reason.IN_USE, refusal(folder));
      Await.result(store.write(List.of(new Entry(KEY, VALUE))));
    }
    open(folder).close();
  }

  @Test
  void newerFormatIsRefused() throws IOException {
    createStore();
    Files.writeString(folder.resolve("FORMAT"), "aft-rocksdb-store\nversion=2\n");
    assertEquals(Reason.NEWER_FORMAT, refusal(folder));
  }

  @Test
  void damagedFormatFileIsCorrupt() throws IOException {
    createStore();
    Files.writeString(folder.resolve("FORMAT"), "aft");
    assertEquals(Reason.CORRUPT, refusal(folder));
  }

  @Test
  void missingDataIsCorrupt() throws IOException {
    createStore();
    Files.move(folder.resolve("data"), parent.resolve("elsewhere"));
    assertEquals(Reason.CORRUPT, refusal(folder));
  }

  @Test
  void interruptedCreationIsFinished() throws IOException {
    createStore();
    Files.delete(folder.resolve("FORMAT"));
    createStore();
    assertTrue(Files.exists(folder.resolve("FORMAT")));
  }

  @Test
  void fileInsteadOfFolderIsMisconfigured() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "text");
    assertEquals(Reason.MISCONFIGURED, refusal(file));
  }

  @Test
  void folderWithForeignFilesIsMisconfiguredAndUntouched() throws IOException {
    Path foreign = Files.createDirectory(parent.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "text");
    assertEquals(Reason.MISCONFIGURED, refusal(foreign));
    try (Stream<Path> files = Files.list(foreign)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void damagedTableIsDetectedAndNotServed() throws IOException {
    List<Entry> entries = largeEntries();
    try (RocksDbStore store = open(folder)) {
      Await.result(store.write(entries));
    }
    damageMiddle(onlyFile(".sst"));
    try (RocksDbStore store = open(folder)) {
      int corrupt = 0;
      for (Entry entry : entries) {
        try {
          assertEquals(Optional.of(entry.value()), Await.result(store.read(entry.key())));
        } catch (StorageException e) {
          assertEquals(Reason.CORRUPT, e.reason());
          corrupt++;
        }
      }
      assertTrue(corrupt > 0);
      var scan = store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE);
      assertEquals(Reason.CORRUPT, Await.failure(scan).reason());
    }
  }

  @Test
  void damagedLogIsRefused() throws IOException {
    try (RocksDbStore store = open(folder)) {
      for (int i = 0; i < 100; i++) {
        Await.result(store.write(List.of(new Entry(Bytes.utf8("key" + i), VALUE))));
      }
    }
    damageMiddle(onlyFile(".log"));
    assertEquals(Reason.CORRUPT, refusal(folder));
  }

  private void fill(RocksDbStore store, String prefix) {
    for (int i = 0; i < 100; i++) {
      Await.result(store.write(List.of(new Entry(Bytes.utf8(prefix + i), VALUE))));
    }
  }

  private void assertFilled(RocksDbStore store, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      assertEquals(Optional.of(VALUE), Await.result(store.read(Bytes.utf8(prefix + i))));
    }
  }

  /** Makes a store of 100 small writes and a large one whose log keeps its length, with a hole. */
  private void tearLastWrite(long fromEnd, int holeBytes) throws IOException {
    try (RocksDbStore store = open(folder)) {
      fill(store, "key");
      byte[] large = new byte[100_000];
      new Random(3).nextBytes(large);
      Await.result(store.write(List.of(new Entry(KEY, Bytes.wrap(large)))));
    }
    Path log = onlyFile(".log");
    byte[] content = Files.readAllBytes(log);
    int from = (int) (content.length - fromEnd);
    Arrays.fill(content, from, from + holeBytes, (byte) 0);
    Files.write(log, content);
  }

  @Test
  void lastWriteTornByPowerFailureIsDroppedAndTheRestIsThere() throws IOException {
    tearLastWrite(4096, 4096);
    for (int starts = 0; starts < 3; starts++) {
      try (RocksDbStore store = open(folder)) {
        assertFilled(store, "key", 100);
        assertEquals(Optional.empty(), Await.result(store.read(KEY)));
        fill(store, "later" + starts);
      }
      try (RocksDbStore store = open(folder)) {
        assertFilled(store, "later" + starts, 100);
      }
    }
  }

  @Test
  void lastWriteTornInItsFirstFragmentIsDropped() throws IOException {
    tearLastWrite(100_000, 4096);
    try (RocksDbStore store = open(folder)) {
      assertFilled(store, "key", 100);
      assertEquals(Optional.empty(), Await.result(store.read(KEY)));
    }
  }

  @Test
  void damageThatALaterLogFollowsIsRefused() throws IOException {
    tearLastWrite(4096, 0);
    Path damaged = onlyFile(".log");
    try (RocksDbStore store = open(folder)) {
      fill(store, "later");
    }
    byte[] content = Files.readAllBytes(damaged);
    Arrays.fill(content, content.length - 4096, content.length, (byte) 0);
    Files.write(damaged, content);
    assertEquals(Reason.CORRUPT, refusal(folder));
  }

  @Test
  void relaxedStoreTornByPowerFailureOpensWithEitherSetting() throws IOException {
    tearLastWrite(4096, 4096);
    RocksDbSettings relaxed =
        RocksDbSettings.of(StorageUri.parse("rocksdb:/x?sync=lose-last-second-on-power-failure"));
    try (RocksDbStore store = RocksDbStore.open(folder, relaxed, System::nanoTime)) {
      fill(store, "later");
    }
    try (RocksDbStore store = open(folder)) {
      assertFilled(store, "key", 100);
      assertFilled(store, "later", 100);
    }
  }

  @Test
  void databaseOpenedAfterAFailureHasItsLogInAFile() throws Exception {
    try (RocksDbStore store = open(folder)) {
      fill(store, "key");
    }
    DatabaseHolder holder = DatabaseHolder.open(folder, RocksDbSettings.DEFAULT);
    try {
      assertEquals(0, filesBytes(holder));
      holder.reopen();
      assertNotEquals(0, filesBytes(holder));
    } finally {
      holder.close();
    }
  }

  @Test
  void logsDoNotGrowInNumberWithEveryStart() throws IOException {
    createStore();
    for (int starts = 0; starts < 25; starts++) {
      open(folder).close();
    }
    assertTrue(new LogFiles(folder.resolve("data")).oldestFirst().size() <= 10);
    try (RocksDbStore store = open(folder)) {
      assertEquals(Optional.of(VALUE), Await.result(store.read(KEY)));
    }
  }

  private static long filesBytes(DatabaseHolder holder) throws RocksDBException {
    NativeDatabase database = holder.acquire();
    try {
      return database.rocksDb().getLongProperty("rocksdb.total-sst-files-size");
    } finally {
      database.release();
    }
  }

  /** Random values, so that compression leaves more than the size that is flushed on close. */
  private static List<Entry> largeEntries() {
    Random random = new Random(1);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      byte[] value = new byte[10_000];
      random.nextBytes(value);
      entries.add(new Entry(Bytes.utf8("key" + i), Bytes.wrap(value)));
    }
    return entries;
  }

  private Path onlyFile(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      return files
          .filter(file -> file.toString().endsWith(end) && file.toFile().length() > 0)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void damageMiddle(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    for (int i = content.length / 3; i < content.length / 3 + 8; i++) {
      content[i] ^= 0x55;
    }
    Files.write(file, content);
  }
}
