package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which requests an operation costs, and how often it waits for answers. The read version is
 * fetched before the first wave of requests, and is a round trip of its own.
 */
final class RoundTripsTest {
  private static final Bytes RECORD = Bytes.utf8("record");

  private final FakeCluster cluster = new FakeCluster();
  private final FoundationDbStore store =
      FakeStores.openOnThisThread(cluster, new ManualScheduler());

  @AfterEach
  void close() {
    cluster.setSilent(false);
    store.close();
  }

  /** What an operation has cost: read versions, reads, commits, and waves of the latter two. */
  private record Cost(long readVersions, long reads, long commits, int waves) {}

  private Cost cost(Supplier<CompletableFuture<?>> operation) {
    cluster.forgetCounts();
    cluster.setSilent(true);
    CompletableFuture<?> result = operation.get();
    int waves = 0;
    while (!result.isDone()) {
      assertTrue(cluster.answerOnce() > 0, "it waits for something else than the cluster");
      waves++;
    }
    cluster.setSilent(false);
    Await.result(result);
    return new Cost(cluster.readVersions(), cluster.reads(), cluster.commits(), waves);
  }

  private static List<Bytes> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> Bytes.utf8("key" + i)).toList();
  }

  private static List<Entry> entries(int count) {
    return keys(count).stream().map(key -> new Entry(key, key)).toList();
  }

  private void write(int count) {
    Await.result(store.write(entries(count)));
  }

  private void writeLarge(Bytes key, int chunks) {
    Bytes value = Bytes.wrap(new byte[chunks * Head.CHUNK_BYTES]);
    Await.result(store.write(List.of(new Entry(key, value))));
  }

  /** The owner and the condition are read together. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  void commitCostsTheSameForAnyNumberOfKeys(int count) {
    WriteBatch batch = WriteBatch.ofWrites(entries(count));
    Cost cost = cost(() -> store.commitIfAbsent(List.of(new Entry(RECORD, RECORD)), batch));
    assertEquals(new Cost(1, 2, 1, 2), cost);
  }

  @Test
  void everyConditionIsReadWithTheOthers() {
    List<Entry> conditions = entries(5);
    Cost cost = cost(() -> store.commitIfAbsent(conditions, WriteBatch.ofWrites(List.of())));
    assertEquals(new Cost(1, 6, 1, 2), cost);
  }

  @Test
  void existingConditionCommitsNothing() {
    write(1);
    assertEquals(
        new Cost(1, 2, 0, 1), cost(() -> store.createIfAbsent(keys(1).get(0), Bytes.EMPTY)));
  }

  @Test
  void writesAndDeletesWithoutConditionsReadTheOwnerOnly() {
    assertEquals(new Cost(1, 1, 1, 2), cost(() -> store.write(entries(100))));
    assertEquals(new Cost(1, 1, 1, 2), cost(() -> store.delete(keys(100))));
    assertEquals(new Cost(1, 1, 1, 2), cost(() -> store.deleteRange(KeyRange.ALL)));
  }

  @Test
  void deletesLookForChunksTogetherOnceThereMayBeSome() {
    writeLarge(RECORD, 2);
    write(100);
    assertEquals(new Cost(1, 101, 1, 2), cost(() -> store.delete(keys(100))));
  }

  @Test
  void readIsOneWave() {
    write(1);
    assertEquals(new Cost(1, 1, 0, 1), cost(() -> store.read(keys(1).get(0))));
    assertEquals(new Cost(1, 1, 0, 1), cost(() -> store.read(RECORD)));
  }

  @Test
  void readsOfSeveralKeysGoOutTogetherWithOneReadVersion() {
    write(100);
    List<Bytes> wanted = new ArrayList<>(keys(200));
    assertEquals(new Cost(1, 200, 0, 1), cost(() -> store.readMany(wanted)));
  }

  @Test
  void keyThatCannotExistCostsNothing() {
    assertEquals(new Cost(0, 0, 0, 0), cost(() -> store.read(Bytes.wrap(new byte[10_000]))));
  }

  @Test
  void pageOfAScanIsOneWaveUntilItIsLarge() {
    write(100);
    assertEquals(
        new Cost(1, 1, 0, 1), cost(() -> store.scan(KeyRange.ALL, ScanDirection.FORWARD, 50)));
    assertEquals(
        new Cost(1, 1, 0, 1), cost(() -> store.scan(KeyRange.ALL, ScanDirection.BACKWARD, 1000)));
    assertEquals(
        new Cost(1, 1, 0, 1),
        cost(() -> store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 1000, 100)));
  }

  /** The head, then about a megabyte a wave. */
  @Test
  void largeValueIsReadAMegabyteAtATime() {
    writeLarge(RECORD, 30);
    assertEquals(new Cost(4, 4, 0, 4), cost(() -> store.read(RECORD)));
  }

  /** The heads, then the chunks of all, up to some megabytes. */
  @Test
  void largeValuesAreReadTogether() {
    List<Bytes> wanted = keys(20);
    wanted.forEach(key -> writeLarge(key, 2));
    assertEquals(new Cost(21, 40, 0, 2), cost(() -> store.readMany(wanted)));
    wanted.forEach(key -> writeLarge(key, 11));
    assertEquals(new Cost(21, 40, 0, 4), cost(() -> store.readMany(wanted)));
  }

  @Test
  void openingIsOneTransaction() {
    FakeCluster fresh = new FakeCluster();
    FakeStores.openOnThisThread(fresh, new ManualScheduler()).close();
    assertEquals(1, fresh.readVersions());
    assertEquals(4, fresh.reads());
    assertEquals(1, fresh.commits());
  }
}
