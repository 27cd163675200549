package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.foundationdb.testing.CommitFault;
import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import dev.aft.storage.foundationdb.testing.FakeCluster;
import dev.aft.storage.foundationdb.testing.Faults;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.WriteBatch;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in chunks, and chunks without a value. */
final class LargeValueTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final FakeCluster cluster = new FakeCluster();
  private final FoundationDbStore store = FakeStores.open(cluster);
  private final KeySpace keys = new KeySpace(FakeStores.SETTINGS.prefix());

  @AfterEach
  void close() {
    store.close();
    assertEquals(0, cluster.openTransactions());
  }

  private static Bytes value(int length, int seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private void write(Bytes key, Bytes value) {
    Await.result(store.write(List.of(new Entry(key, value))));
  }

  private void assertHas(Bytes value, Bytes key) {
    assertTrue(Await.result(store.read(key)).equals(Optional.of(value)), "another value");
  }

  private int chunks() {
    return FakeStores.rows(cluster, 'v').size();
  }

  private int references() {
    return FakeStores.rows(cluster, 'r').size();
  }

  /** As fdb-java answers when another part of the process has switched direct buffers on. */
  @Test
  void answersThatAreCutShortLoseNothing() {
    Bytes large = value(2_000_000, 1);
    cluster.setExactReplyBytes(512 << 10);
    write(A, large);
    write(B, value(100_000, 2));
    assertHas(large, A);
    assertEquals(
        List.of(new Entry(A, large), new Entry(B, value(100_000, 2))),
        Await.result(store.scanSnapshot(KeyRange.ALL, ScanDirection.FORWARD, 10)));
    Await.result(store.deleteRange(KeyRange.ALL));
    assertEquals(Optional.empty(), Await.result(store.read(A)));
  }

  @Test
  void sweepGoesOnThoughAnswersAreCutShort() {
    Bytes first = Bytes.wrap(new byte[9000]);
    for (int i = 0; i < 70; i++) {
      write(first.concat(Bytes.utf8("key" + i)), value(100_000, i));
    }
    Await.result(store.deleteRange(KeyRange.ALL));
    cluster.setExactReplyBytes(512 << 10);
    sweep();
    cluster.setExactReplyBytes(Integer.MAX_VALUE);
    assertEquals(0, references());
  }

  /** A sweep by hand, from beginning to end. */
  private void sweep() {
    Optional<Bytes> next = Await.result(store.sweepStep(Optional.empty()));
    while (next.isPresent()) {
      next = Await.result(store.sweepStep(next));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 89_999, 90_000, 90_001, 179_999, 180_000, 180_001, 3_000_000})
  void valueOfAnyLengthComesBack(int length) {
    Bytes value = value(length, length);
    write(A, value);
    assertHas(value, A);
    // Compared without being printed: they are long.
    assertTrue(Await.result(store.readMany(List.of(A))).equals(List.of(Optional.of(value))));
    List<Entry> expected = List.of(new Entry(A, value));
    assertTrue(Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 2)).equals(expected));
    assertTrue(
        Await.result(store.scanSnapshot(KeyRange.ALL, ScanDirection.BACKWARD, 2)).equals(expected));
    assertEquals(length <= 90_000 ? 0 : (length + 89_999) / 90_000, chunks());
    Await.result(store.delete(List.of(A)));
    assertEquals(Optional.empty(), Await.result(store.read(A)));
    assertEquals(0, chunks());
    assertEquals(0, references());
  }

  @Test
  void valueOfSixtyFourMegabytesComesBack() {
    Bytes value = value(64 << 20, 1);
    write(A, value);
    assertHas(value, A);
  }

  @Test
  void batchTakesLargeValuesUpToItsLimit() {
    Bytes value = value(500_000, 1);
    Entry condition = new Entry(A, value(200_000, 2));
    WriteBatch batch = WriteBatch.ofWrites(List.of(new Entry(B, value)));
    cluster.forgetCounts();
    assertEquals(CreateResult.CREATED, Await.result(store.commitIfAbsent(condition, batch)));
    assertEquals(1, cluster.commits());
    assertHas(value, B);
    assertEquals(CreateResult.EXISTED, Await.result(store.commitIfAbsent(condition, batch)));
  }

  @Test
  void createOfAValueLargerThanABatchHasOneWinner() {
    Bytes value = value(3 << 20, 1);
    assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent(A, value)));
    assertEquals(CreateResult.EXISTED, Await.result(store.createIfAbsent(A, value(3 << 20, 2))));
    assertHas(value, A);
    sweep();
    assertEquals(35, chunks());
    assertEquals(1, references());
  }

  @Test
  void readerOfAnOldHeadFindsTheNewValue() {
    write(A, value(200_000, 1));
    Bytes later = value(300_000, 2);
    cluster.setFaults(new BetweenHeadAndChunks(() -> replace(later)));
    assertHas(later, A);
    assertEquals(
        List.of(new Entry(A, later)).hashCode(),
        Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 2)).hashCode());
  }

  /** As an owner does it that deletes and writes anew: the old chunks are gone at once. */
  private void replace(Bytes value) {
    Head.Large old = (Head.Large) Head.decode(FakeStores.rows(cluster, 'k').get(0).getValue());
    Head.Large head = Head.Large.of(Bytes.wrap(new byte[16]), value);
    cluster
        .database()
        .run(
            transaction -> {
              transaction.clear(keys.chunksFrom(old.chunkId()), keys.chunksTo(old.chunkId()));
              for (int i = 0; i < head.chunks(); i++) {
                new Change.Chunk(Bytes.wrap(keys.chunk(head.chunkId(), i)), value, i)
                    .applyTo(transaction);
              }
              transaction.set(keys.key(A), head.encode().toArray());
              return true;
            },
            Runnable::run);
  }

  /** Does something before the second read version, with which the chunks are read. */
  private static final class BetweenHeadAndChunks implements Faults {
    private final Runnable action;
    private int versions;

    BetweenHeadAndChunks(Runnable action) {
      this.action = action;
    }

    @Override
    public int readVersion() {
      versions++;
      if (versions == 2) {
        action.run();
      }
      return 0;
    }
  }

  @Test
  void valueDeletedWhileItIsReadIsAbsent() {
    write(A, value(200_000, 1));
    write(B, B);
    cluster.setFaults(
        new BetweenHeadAndChunks(
            () ->
                cluster
                    .database()
                    .run(
                        transaction -> {
                          transaction.clear(keys.key(A), keys.key(B));
                          transaction.clear(keys.chunksFrom(Bytes.EMPTY), keys.allTo());
                          return true;
                        },
                        Runnable::run)));
    assertEquals(
        List.of(new Entry(B, B)), Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1)));
    assertEquals(Optional.empty(), Await.result(store.read(A)));
  }

  @Test
  void missingOrChangedChunksAreCorrupt() {
    write(A, value(200_000, 1));
    byte[] chunk = FakeStores.rows(cluster, 'v').get(1).getKey();
    change(chunk, new byte[90_000]);
    assertEquals(Reason.CORRUPT, Await.failure(store.read(A)).reason());
    change(chunk, new byte[3]);
    assertEquals(Reason.CORRUPT, Await.failure(store.read(A)).reason());
    cluster
        .database()
        .run(
            transaction -> {
              transaction.clear(chunk);
              return true;
            },
            Runnable::run);
    assertEquals(Reason.CORRUPT, Await.failure(store.read(A)).reason());
    assertEquals(
        Reason.CORRUPT,
        Await.failure(store.scanSnapshot(KeyRange.ALL, ScanDirection.FORWARD, 1)).reason());
  }

  private void change(byte[] key, byte[] row) {
    cluster
        .database()
        .run(
            transaction -> {
              transaction.set(key, row);
              return true;
            },
            Runnable::run);
  }

  @Test
  void rowThatIsNoneOfThisStoresIsCorrupt() {
    change(keys.key(A), new byte[] {7, 1});
    assertEquals(Reason.CORRUPT, Await.failure(store.read(A)).reason());
    change(keys.key(A), new byte[0]);
    assertEquals(Reason.CORRUPT, Await.failure(store.read(A)).reason());
    Await.result(store.delete(List.of(A)));
    assertEquals(Optional.empty(), Await.result(store.read(A)));
    byte[] headWithoutLength = new byte[33];
    headWithoutLength[0] = 1;
    assertThrows(StorageException.class, () -> Head.decode(headWithoutLength));
  }

  @Test
  void sweepClearsChunksOfReplacedValuesAndOfDeletedRanges() {
    write(A, value(200_000, 1));
    write(A, value(300_000, 2));
    write(B, value(400_000, 3));
    write(B, value(1, 3));
    assertEquals(3 + 4 + 5, chunks());
    sweep();
    assertEquals(4, chunks());
    assertEquals(1, references());
    assertHas(value(300_000, 2), A);
    Await.result(store.deleteRange(KeyRange.ALL));
    sweep();
    assertEquals(0, chunks());
    assertEquals(0, references());
  }

  @Test
  void sweepClearsWhatAWriteThatFailedHasLeft() {
    cluster.setFaults(
        new Faults() {
          private int commits;

          @Override
          public CommitFault commit() {
            return commits++ < 2 ? CommitFault.NONE : new CommitFault(1510, Fate.NEVER);
          }
        });
    assertEquals(
        Reason.IO, Await.failure(store.write(List.of(new Entry(A, value(3 << 20, 1))))).reason());
    cluster.setFaults(Faults.NONE);
    assertTrue(chunks() > 10);
    assertEquals(Optional.empty(), Await.result(store.read(A)));
    sweep();
    assertEquals(0, chunks());
    assertEquals(0, references());
  }

  @Test
  void sweepLeavesAValueThatIsBeingWritten() {
    Bytes value = value(3 << 20, 1);
    cluster.setFaults(
        new Faults() {
          private int commits;
          private boolean sweeping;

          @Override
          public CommitFault commit() {
            if (++commits == 3 && !sweeping) {
              sweeping = true;
              assertTrue(chunks() > 0);
              assertFalse(store.sweepStep(Optional.empty()).isDone());
            }
            return CommitFault.NONE;
          }
        });
    write(A, value);
    sweep();
    assertHas(value, A);
  }

  @Test
  void latePartsOfAValueThatWasSweptNeverArrive() {
    cluster.setFaults(
        new Faults() {
          private int commits;

          @Override
          public CommitFault commit() {
            return commits++ < 2 ? CommitFault.NONE : new CommitFault(1031, Fate.LATER);
          }
        });
    Await.failure(store.write(List.of(new Entry(A, value(3 << 20, 1)))));
    assertTrue(cluster.lateCount() > 0);
    cluster.setFaults(Faults.NONE);
    sweep();
    assertEquals(0, chunks());
    assertEquals(0, cluster.deliverLate());
    assertEquals(0, chunks());
  }

  @Test
  void oneSweepGoesThroughManyPages() {
    for (int i = 0; i < 250; i++) {
      write(Bytes.utf8("key" + i), value(90_001, i));
    }
    for (int i = 0; i < 250; i += 2) {
      write(Bytes.utf8("key" + i), value(1, i));
    }
    sweep();
    assertEquals(125, references());
    assertEquals(250, chunks());
  }
}
