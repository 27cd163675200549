package dev.aft.storage.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.RangeDeletes;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.ScanPage;
import dev.aft.storage.spi.SnapshotReads;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link Store} promises, for one caller at a time; {@link ConcurrentStoreContractTest} has
 * the rest. A module with a store extends both.
 */
@Timeout(60)
public abstract class StoreContractTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");
  private static final Bytes C = Bytes.utf8("c");
  private static final Bytes ONE = Bytes.utf8("1");
  private static final Bytes TWO = Bytes.utf8("2");

  private Store store;

  /** A new store that holds nothing. The suite closes it. */
  protected abstract Store openEmptyStore() throws Exception;

  /** The powers that the store must have; it may have no other of those that the suite knows. */
  protected abstract Set<Class<?>> expectedPowers();

  /** What {@link Store#isExclusive} must answer. */
  protected boolean expectedExclusive() {
    return false;
  }

  /** The length of long keys, for tests of large calls; less where the store takes no such keys. */
  protected int longKeyBytes() {
    return 64 << 10;
  }

  @BeforeEach
  final void openStore() throws Exception {
    store = openEmptyStore();
  }

  @AfterEach
  final void closeStore() {
    if (store != null) { // Null when there was none to be opened, and the test was skipped.
      store.close();
    }
  }

  private void write(Bytes key, Bytes value) {
    Await.result(store.write(List.of(new Entry(key, value))));
  }

  private Optional<Bytes> read(Bytes key) {
    return Await.result(store.read(key));
  }

  private List<Bytes> scanKeys(KeyRange range, ScanDirection direction, int limit) {
    return Await.result(store.scan(range, direction, limit)).stream().map(Entry::key).toList();
  }

  private void writeAll(Bytes... keys) {
    Await.result(store.write(Stream.of(keys).map(key -> new Entry(key, key)).toList()));
  }

  @Test
  final void readOfAbsentKeyIsEmpty() {
    assertEquals(Optional.empty(), read(A));
  }

  @Test
  final void readSeesWriteThatIsDone() {
    write(A, ONE);
    assertEquals(Optional.of(ONE), read(A));
  }

  @Test
  final void writeReplacesValue() {
    write(A, ONE);
    write(A, TWO);
    assertEquals(Optional.of(TWO), read(A));
  }

  @Test
  final void writeRepeatedLeavesTheSame() {
    List<Entry> entries = List.of(new Entry(A, ONE), new Entry(B, TWO));
    Await.result(store.write(entries));
    Await.result(store.write(entries));
    assertEquals(entries, Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 10)));
  }

  @Test
  final void writeOfNothingIsDone() {
    Await.result(store.write(List.of()));
    Await.result(store.delete(List.of()));
    assertEquals(List.of(), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 1));
  }

  @Test
  final void emptyKeyIsTheSmallestKey() {
    write(A, ONE);
    write(Bytes.EMPTY, TWO);
    assertEquals(Optional.of(TWO), read(Bytes.EMPTY));
    assertEquals(List.of(Bytes.EMPTY, A), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(Bytes.EMPTY, ONE)));
    Await.result(store.delete(List.of(Bytes.EMPTY)));
    assertEquals(Optional.empty(), read(Bytes.EMPTY));
  }

  @Test
  final void emptyValueIsNotAbsence() {
    write(A, Bytes.EMPTY);
    assertEquals(Optional.of(Bytes.EMPTY), read(A));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(A, ONE)));
  }

  @Test
  final void largeValueComesBackWhole() {
    byte[] large = new byte[1 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    write(A, Bytes.copyOf(large));
    assertEquals(Optional.of(Bytes.wrap(large)), read(A));
    assertEquals(
        List.of(new Entry(A, Bytes.wrap(large))),
        Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1)));
  }

  @Test
  final void writesAndDeletesHaveNoBoundTogether() {
    long bound = store.capability(AtomicBatches.class).map(AtomicBatches::maxBatchBytes).orElse(0L);
    byte[] prefix = new byte[longKeyBytes()];
    List<Bytes> keys = new ArrayList<>();
    for (long bytes = 0; bytes <= bound; bytes += prefix.length) {
      keys.add(Bytes.copyOf(prefix).concat(Bytes.utf8(Integer.toString(keys.size()))));
    }
    Await.result(store.write(keys.stream().map(key -> new Entry(key, ONE)).toList()));
    assertEquals(Optional.of(ONE), read(keys.get(keys.size() - 1)));
    Await.result(store.delete(keys));
    assertEquals(List.of(), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 1));
  }

  @Test
  final void listHandedInMayChangeAfterTheCall() {
    List<Entry> entries = new ArrayList<>(List.of(new Entry(A, ONE)));
    CompletableFuture<Void> written = store.write(entries);
    entries.set(0, new Entry(B, TWO));
    Await.result(written);
    assertEquals(List.of(A), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
  }

  @Test
  final void arrayOfValueReadIsTheReadersOwn() {
    write(A, ONE);
    read(A).orElseThrow().toArray()[0] = 'x';
    assertEquals(Optional.of(ONE), read(A));
  }

  @Test
  final void readManyKeepsOrderAndDuplicatesAndAbsence() {
    write(A, ONE);
    write(C, TWO);
    assertEquals(
        List.of(Optional.of(TWO), Optional.empty(), Optional.of(ONE), Optional.of(TWO)),
        Await.result(store.readMany(List.of(C, B, A, C))));
    assertEquals(List.of(), Await.result(store.readMany(List.of())));
  }

  @Test
  final void readManyOfManyKeysAnswersEach() {
    List<Entry> entries = numbered(1000);
    Await.result(store.write(entries));
    List<Optional<Bytes>> values =
        Await.result(store.readMany(entries.stream().map(Entry::key).toList()));
    assertEquals(entries.stream().map(entry -> Optional.of(entry.value())).toList(), values);
  }

  private static List<Entry> numbered(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          new Entry(Bytes.utf8(String.format(Locale.ROOT, "key%06d", i)), Bytes.utf8("value" + i)));
    }
    return entries;
  }

  @Test
  final void scanOrdersBytesAsUnsigned() {
    Bytes low = Bytes.copyOf(new byte[] {0});
    Bytes middle = Bytes.copyOf(new byte[] {0x7f});
    Bytes high = Bytes.copyOf(new byte[] {(byte) 0x80});
    Bytes higher = Bytes.copyOf(new byte[] {(byte) 0x80, 0});
    Bytes highest = Bytes.copyOf(new byte[] {(byte) 0xff, (byte) 0xff});
    writeAll(highest, middle, higher, low, high);
    assertEquals(
        List.of(low, middle, high, higher, highest),
        scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(
        List.of(highest, higher, high, middle, low),
        scanKeys(KeyRange.ALL, ScanDirection.BACKWARD, 10));
  }

  @Test
  final void scanIncludesFromAndExcludesTo() {
    writeAll(A, B, C);
    KeyRange range = new KeyRange(A, C);
    assertEquals(List.of(A, B), scanKeys(range, ScanDirection.FORWARD, 10));
    assertEquals(List.of(B, A), scanKeys(range, ScanDirection.BACKWARD, 10));
  }

  @Test
  final void scanBoundsNeedNotExist() {
    writeAll(A, C);
    KeyRange range = new KeyRange(Bytes.utf8("a0"), Bytes.utf8("d"));
    assertEquals(List.of(C), scanKeys(range, ScanDirection.FORWARD, 10));
    assertEquals(List.of(C), scanKeys(range, ScanDirection.BACKWARD, 10));
  }

  @Test
  final void scanWithoutUpperBoundGoesToTheEnd() {
    writeAll(A, B, Bytes.copyOf(new byte[] {-1, -1, -1}));
    assertEquals(2, scanKeys(new KeyRange(B, null), ScanDirection.FORWARD, 10).size());
    assertEquals(2, scanKeys(new KeyRange(B, null), ScanDirection.BACKWARD, 10).size());
  }

  @Test
  final void scanStopsAtTheLimitOnTheSideItBegan() {
    writeAll(A, B, C);
    assertEquals(List.of(A, B), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 2));
    assertEquals(List.of(C, B), scanKeys(KeyRange.ALL, ScanDirection.BACKWARD, 2));
    assertEquals(List.of(A, B, C), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 3));
  }

  @Test
  final void scanWithLargeLimitListsEverything() {
    List<Entry> entries = numbered(2000);
    Await.result(store.write(entries));
    assertEquals(
        entries, Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE)));
  }

  private ScanPage scanPage(ScanDirection direction, int limit, long maxBytes) {
    return Await.result(store.scanPage(KeyRange.ALL, direction, limit, maxBytes));
  }

  @Test
  final void pageEndsWithTheEntryThatReachesItsBytes() {
    List<Entry> entries =
        List.of(
            new Entry(A, Bytes.wrap(new byte[9])),
            new Entry(B, Bytes.wrap(new byte[9])),
            new Entry(C, Bytes.wrap(new byte[9])));
    Await.result(store.write(entries));
    assertEquals(
        new ScanPage(entries.subList(0, 2), true), scanPage(ScanDirection.FORWARD, 10, 11));
    assertEquals(
        new ScanPage(entries.subList(0, 2), true), scanPage(ScanDirection.FORWARD, 10, 20));
    assertEquals(
        new ScanPage(List.of(entries.get(2), entries.get(1)), true),
        scanPage(ScanDirection.BACKWARD, 10, 20));
    assertEquals(new ScanPage(entries.subList(0, 1), true), scanPage(ScanDirection.FORWARD, 1, 20));
  }

  @Test
  final void pageHasOneEntryHoweverLargeItIs() {
    write(A, Bytes.wrap(new byte[1 << 20]));
    write(B, ONE);
    ScanPage page = scanPage(ScanDirection.FORWARD, 10, 1);
    assertEquals(List.of(A), page.entries().stream().map(Entry::key).toList());
    assertTrue(page.more());
  }

  @Test
  final void pageThatNoBoundEndsSaysThatThereIsNoMore() {
    assertEquals(new ScanPage(List.of(), false), scanPage(ScanDirection.FORWARD, 1, 1));
    writeAll(A, B);
    ScanPage page = scanPage(ScanDirection.BACKWARD, 3, 1000);
    assertEquals(List.of(B, A), page.entries().stream().map(Entry::key).toList());
    assertFalse(page.more());
    KeyRange inverted = new KeyRange(C, A);
    assertFalse(Await.result(store.scanPage(inverted, ScanDirection.FORWARD, 1, 1)).more());
  }

  @Test
  final void pageWithoutRoomIsAnArgumentThatFails() {
    CompletableFuture<ScanPage> future = store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 1, 0);
    assertThrows(IllegalArgumentException.class, () -> Await.result(future));
  }

  @Test
  final void scanOfEmptyOrInvertedRangeIsEmpty() {
    writeAll(A, B, C);
    for (ScanDirection direction : ScanDirection.values()) {
      assertEquals(List.of(), scanKeys(new KeyRange(B, B), direction, 10));
      assertEquals(List.of(), scanKeys(new KeyRange(C, A), direction, 10));
      assertEquals(List.of(), scanKeys(new KeyRange(A, Bytes.EMPTY), direction, 10));
    }
  }

  @Test
  final void scanOfPrefixListsItsKeysOnly() {
    Bytes ff = Bytes.copyOf(new byte[] {'b', (byte) 0xff});
    writeAll(A, B, ff, C);
    assertEquals(List.of(B, ff), scanKeys(KeyRange.prefix(B), ScanDirection.FORWARD, 10));
  }

  @Test
  final void scanDoesNotListDeletedKeys() {
    writeAll(A, B, C);
    Await.result(store.delete(List.of(B)));
    assertEquals(List.of(A, C), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(List.of(C, A), scanKeys(KeyRange.ALL, ScanDirection.BACKWARD, 10));
  }

  @Test
  final void scanWithLimitBelowOneFailsInTheFuture() {
    CompletableFuture<List<Entry>> future = store.scan(KeyRange.ALL, ScanDirection.FORWARD, 0);
    assertThrows(IllegalArgumentException.class, () -> Await.result(future));
  }

  @Test
  final void createIfAbsentCreatesOnce() {
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, ONE)));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(A, TWO)));
    assertEquals(Optional.of(ONE), read(A));
  }

  @Test
  final void createIfAbsentCreatesAgainAfterDelete() {
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, ONE)));
    Await.result(store.delete(List.of(A)));
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, TWO)));
    assertEquals(Optional.of(TWO), read(A));
  }

  @Test
  final void deleteOfAbsentKeysIsDone() {
    writeAll(A, C);
    Await.result(store.delete(List.of(A, B)));
    Await.result(store.delete(List.of(A, B)));
    assertEquals(List.of(C), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
  }

  @Test
  final void powersAreThoseExpectedAndStayTheSame() {
    for (Class<?> power : List.of(AtomicBatches.class, SnapshotReads.class, RangeDeletes.class)) {
      boolean expected = expectedPowers().contains(power);
      assertEquals(expected, store.capability(power).isPresent(), power.getSimpleName());
      assertEquals(expected, store.capability(power).isPresent(), power.getSimpleName());
    }
    assertFalse(store.capability(Runnable.class).isPresent());
  }

  @Test
  final void exclusivenessIsAsExpectedAndStaysTheSame() {
    assertEquals(expectedExclusive(), store.isExclusive());
    assertEquals(expectedExclusive(), store.isExclusive());
  }

  @Test
  final void commitIfAbsentWritesAllOrNothing() {
    store.capability(AtomicBatches.class).ifPresent(this::checkCommitIfAbsent);
  }

  private void checkCommitIfAbsent(AtomicBatches batches) {
    writeAll(C);
    WriteBatch first = new WriteBatch(List.of(new Entry(A, ONE)), List.of(C));
    assertEquals(
        CreateResult.CREATED, Await.result(batches.commitIfAbsent(new Entry(B, ONE), first)));
    assertEquals(List.of(A, B), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    WriteBatch second = new WriteBatch(List.of(new Entry(C, TWO)), List.of(A));
    assertEquals(
        CreateResult.EXISTED, Await.result(batches.commitIfAbsent(new Entry(B, TWO), second)));
    assertEquals(List.of(A, B), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(Optional.of(ONE), read(B));
  }

  @Test
  final void conditionsOnOneKeyInFlightTogetherLetTheFirstWin() {
    store.capability(AtomicBatches.class).ifPresent(this::checkConditionsInFlight);
  }

  private void checkConditionsInFlight(AtomicBatches batches) {
    List<CompletableFuture<CreateResult>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Bytes value = Bytes.utf8("value" + i);
      WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(Bytes.utf8("other" + i), value)));
      results.add(batches.commitIfAbsent(new Entry(A, value), batch));
    }
    long created = results.stream().map(Await::result).filter(CreateResult.CREATED::equals).count();
    assertEquals(1, created);
    assertEquals(2, scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 200).size());
  }

  @Test
  final void everyConditionMustBeAbsent() {
    store.capability(AtomicBatches.class).ifPresent(this::checkSeveralConditions);
  }

  private void checkSeveralConditions(AtomicBatches batches) {
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(C, ONE)));
    List<Entry> both = List.of(new Entry(A, ONE), new Entry(B, ONE));
    for (Bytes existing : List.of(A, B)) {
      write(existing, TWO);
      assertEquals(CreateResult.EXISTED, Await.result(batches.commitIfAbsent(both, batch)));
      assertEquals(List.of(existing), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
      assertEquals(Optional.of(TWO), read(existing));
      Await.result(store.delete(List.of(existing)));
    }
    assertEquals(CreateResult.CREATED, Await.result(batches.commitIfAbsent(both, batch)));
    assertEquals(List.of(A, B, C), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(B, TWO)));
  }

  @Test
  final void withoutConditionsABatchIsWritten() {
    store.capability(AtomicBatches.class).ifPresent(this::checkNoConditions);
  }

  private void checkNoConditions(AtomicBatches batches) {
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(C, ONE)));
    assertEquals(CreateResult.CREATED, Await.result(batches.commitIfAbsent(List.of(), batch)));
    assertEquals(CreateResult.CREATED, Await.result(batches.commitIfAbsent(List.of(), batch)));
    assertEquals(Optional.of(ONE), read(C));
  }

  @Test
  final void oneKeyTwiceInTheConditionsIsRefusedAndNotDone() {
    store.capability(AtomicBatches.class).ifPresent(this::checkRepeatedCondition);
  }

  private void checkRepeatedCondition(AtomicBatches batches) {
    List<Entry> twice = List.of(new Entry(A, ONE), new Entry(B, ONE), new Entry(A, TWO));
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(C, ONE)));
    var future = batches.commitIfAbsent(twice, batch);
    assertThrows(IllegalArgumentException.class, () -> Await.result(future));
    assertEquals(List.of(), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
  }

  @Test
  final void callsInFlightThatShareAnyConditionLetTheFirstWin() {
    store.capability(AtomicBatches.class).ifPresent(this::checkSharedConditions);
  }

  /** Each call has a condition of its own, in either place, and shares the other. */
  private void checkSharedConditions(AtomicBatches batches) {
    List<CompletableFuture<CreateResult>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Entry shared = new Entry(Bytes.utf8("shared" + i % 2), Bytes.utf8("value" + i));
      Entry own = new Entry(Bytes.utf8("own" + i), ONE);
      WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(Bytes.utf8("batch" + i), ONE)));
      results.add(
          batches.commitIfAbsent(i % 4 < 2 ? List.of(shared, own) : List.of(own, shared), batch));
    }
    long created = results.stream().map(Await::result).filter(CreateResult.CREATED::equals).count();
    assertEquals(2, created);
    assertEquals(6, scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 500).size());
  }

  @Test
  final void commitWritesAndDeletes() {
    store.capability(AtomicBatches.class).ifPresent(this::checkCommit);
  }

  private void checkCommit(AtomicBatches batches) {
    writeAll(A, B);
    Await.result(batches.commit(new WriteBatch(List.of(new Entry(C, ONE)), List.of(A))));
    assertEquals(List.of(B, C), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    Await.result(batches.commit(WriteBatch.ofWrites(List.of())));
  }

  @Test
  final void batchOverTheLimitFailsAsTooLargeAndNotDone() {
    store.capability(AtomicBatches.class).ifPresent(this::checkTooLarge);
  }

  private void checkTooLarge(AtomicBatches batches) {
    int size = Math.toIntExact(batches.maxBatchBytes() + 1);
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(A, Bytes.wrap(new byte[size]))));
    var failure = Await.failure(batches.commitIfAbsent(new Entry(B, ONE), batch));
    assertEquals(Reason.TOO_LARGE, failure.reason());
    assertFalse(failure instanceof UnknownOutcomeException);
    assertEquals(List.of(), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
  }

  @Test
  final void batchThatIsAcceptedIsTakenHoweverSmallItsKeysAre() {
    store.capability(AtomicBatches.class).ifPresent(this::checkAccepted);
  }

  private void checkAccepted(AtomicBatches batches) {
    for (int keys : List.of(100, 30_000)) {
      List<Entry> writes = new ArrayList<>();
      List<Bytes> deletes = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        writes.add(new Entry(Bytes.utf8("w" + i), Bytes.EMPTY));
        deletes.add(Bytes.utf8("d" + i));
      }
      List<Entry> conditions = List.of(new Entry(Bytes.utf8("condition" + keys), ONE));
      WriteBatch batch = new WriteBatch(writes, deletes);
      var done = batches.commitIfAbsent(conditions, batch);
      if (batches.accepts(conditions, batch)) {
        assertEquals(CreateResult.CREATED, Await.result(done));
      } else {
        assertTrue(keys > 100, "a hundred keys are not many");
        assertEquals(Reason.TOO_LARGE, Await.failure(done).reason());
      }
    }
  }

  @Test
  final void snapshotScanListsLikeScan() {
    store.capability(SnapshotReads.class).ifPresent(this::checkSnapshotScan);
  }

  private void checkSnapshotScan(SnapshotReads snapshots) {
    writeAll(A, B, C);
    for (ScanDirection direction : ScanDirection.values()) {
      assertEquals(
          Await.result(store.scan(KeyRange.ALL, direction, 2)),
          Await.result(snapshots.scanSnapshot(KeyRange.ALL, direction, 2)));
    }
  }

  @Test
  final void rangeDeleteDeletesTheRangeOnly() {
    store.capability(RangeDeletes.class).ifPresent(this::checkRangeDelete);
  }

  private void checkRangeDelete(RangeDeletes deletes) {
    Bytes last = Bytes.copyOf(new byte[] {-1});
    writeAll(Bytes.EMPTY, A, B, C, last);
    Await.result(deletes.deleteRange(new KeyRange(C, A)));
    Await.result(deletes.deleteRange(new KeyRange(B, B)));
    assertEquals(5, scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10).size());
    Await.result(deletes.deleteRange(new KeyRange(A, C)));
    Await.result(deletes.deleteRange(new KeyRange(A, C)));
    assertEquals(List.of(Bytes.EMPTY, C, last), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    assertEquals(Optional.empty(), read(A));
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, ONE)));
    Await.result(deletes.deleteRange(KeyRange.ALL));
    assertEquals(List.of(), scanKeys(KeyRange.ALL, ScanDirection.FORWARD, 10));
    Await.result(deletes.deleteRange(KeyRange.ALL));
  }

  @Test
  final void closeTwiceIsHarmless() {
    store.close();
    store.close();
  }

  @Test
  final void callsAfterCloseFailAsClosedInTheFuture() {
    Optional<AtomicBatches> batches = store.capability(AtomicBatches.class);
    store.close();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    calls.add(store.read(A));
    calls.add(store.readMany(List.of(A)));
    calls.add(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1));
    calls.add(store.scanPage(KeyRange.ALL, ScanDirection.FORWARD, 1, 1));
    calls.add(store.createIfAbsent(A, ONE));
    calls.add(store.write(List.of(new Entry(A, ONE))));
    calls.add(store.delete(List.of(A)));
    batches.ifPresent(power -> calls.add(power.commit(WriteBatch.ofDeletes(List.of(A)))));
    for (CompletableFuture<?> call : calls) {
      var failure = Await.failure(call);
      assertEquals(Reason.CLOSED, failure.reason());
      assertFalse(failure instanceof UnknownOutcomeException);
    }
  }

  @Test
  final void listsAnsweredAreUnmodifiable() {
    writeAll(A);
    List<Entry> entries = Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1));
    assertThrows(UnsupportedOperationException.class, entries::clear);
    assertInstanceOf(List.class, entries);
    assertTrue(entries.contains(new Entry(A, A)));
  }
}
