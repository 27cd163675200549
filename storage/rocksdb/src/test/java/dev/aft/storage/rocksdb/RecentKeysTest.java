package dev.aft.storage.rocksdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.StorageUri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a key exists is answered rightly, from memory or from the database, whatever was done.
 */
@Timeout(60)
final class RecentKeysTest {
  private static final RocksDbSettings SETTINGS =
      RocksDbSettings.of(StorageUri.parse("rocksdb:/x?sync=lose-last-second-on-power-failure"));

  private final Path folder;
  private final TreeSet<Bytes> expected = new TreeSet<>();
  private RocksDbStore store;

  RecentKeysTest(@TempDir Path folder) {
    this.folder = folder.resolve("store");
    this.store = open();
  }

  private RocksDbStore open() {
    return RocksDbStore.open(folder, SETTINGS, System::nanoTime);
  }

  private static Bytes key(int number) {
    return Bytes.utf8("c%07d".formatted(number));
  }

  private CreateResult create(int number) {
    return store.createIfAbsent(key(number), Bytes.EMPTY).join();
  }

  @Test
  void keysThatGrowAreCreatedOnceEachHoweverMany() {
    int count = 2 * RecentKeys.MOST_KEYS + 10;
    List<CompletableFuture<CreateResult>> created = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < count; i++) {
        created.add(store.createIfAbsent(key(i), Bytes.EMPTY));
      }
    }
    for (int i = 0; i < 2 * count; i++) {
      CreateResult wanted = i < count ? CreateResult.CREATED : CreateResult.EXISTED;
      assertEquals(wanted, created.get(i).join(), "creation " + i);
    }
    store.close();
  }

  @Test
  void aKeyWrittenInTheGroupThatBeganToLearnIsKnown() {
    var written = store.write(List.of(new Entry(key(9), Bytes.EMPTY)));
    var created = store.createIfAbsent(key(1), Bytes.EMPTY);
    written.join();
    created.join();
    assertEquals(CreateResult.EXISTED, create(9));
    store.close();
  }

  @Test
  void anyOrderOfChangesAndOpeningsLeavesTheRightAnswers() {
    Random random = new Random(7);
    int newest = 0;
    for (int step = 0; step < 12_000; step++) {
      int number =
          Math.max(0, newest + random.nextInt(4) - random.nextInt(random.nextInt(5000) + 1));
      newest = Math.max(newest, number);
      int action = random.nextInt(1000);
      if (action == 0) {
        store.close();
        store = open();
      } else if (action == 1) {
        KeyRange range = new KeyRange(key(number), key(number + random.nextInt(50)));
        store.deleteRange(range).join();
        expected.removeIf(range::contains);
      } else if (action < 100) {
        store.write(List.of(new Entry(key(number), Bytes.EMPTY))).join();
        expected.add(key(number));
      } else if (action < 250) {
        store.delete(List.of(key(number))).join();
        expected.remove(key(number));
      } else {
        CreateResult wanted =
            expected.add(key(number)) ? CreateResult.CREATED : CreateResult.EXISTED;
        assertEquals(wanted, create(number), "step " + step + " key " + number);
      }
    }
    store.close();
  }
}
