package dev.aft.engine.transaction;

import static dev.aft.engine.DecoderChecks.valueOrCorrupted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.contract.Await;
import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What the transaction layer stores, damaged: refused as damaged, or read as a whole. */
class StoredFormatsFuzzTest {
  private static final Bytes KEY = Bytes.wrap(new byte[] {'k', 0, (byte) 0xff, 0, 'y'});

  private static final Bytes TEXT = Bytes.utf8("order-\u00e9-1");

  private static final JournalEntry JOURNAL =
      new JournalEntry(
          JournalEntry.Kind.AHEAD,
          List.of(KEY, Bytes.EMPTY, Bytes.utf8("x".repeat(200))),
          List.of(KeyRange.ALL, KeyRange.prefix(Bytes.utf8("p"))));

  /** Damaged, of another format, or a journal entry that is not where it should be. */
  private static final Set<ErrorCode> EXPECTED =
      Set.of(ErrorCode.DATA_CORRUPTED, ErrorCode.STORAGE_FAILED, ErrorCode.MUST_RETRY);

  private static Stamp stamp(RandomGenerator random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new Stamp(random.nextLong() >>> 2, new TransactionId(id));
  }

  private static Bytes damaged(Bytes whole, RandomGenerator random) {
    return Bytes.wrap(Damage.of(whole.toArray(), random));
  }

  @Test
  void versionsAreReadBackOrRefused() {
    SeededRuns.of(
        30_000,
        random -> {
          Bytes value = random.nextBoolean() ? null : Bytes.utf8("value");
          StoredVersion version =
              new StoredVersion(KEY, stamp(random), value, random.nextBoolean(), true);
          Entry whole = version.encode();
          assertEquals(version, StoredVersion.decode(whole));
          boolean inKey = random.nextBoolean();
          Entry damaged =
              new Entry(
                  inKey ? damaged(whole.key(), random) : whole.key(),
                  inKey ? whole.value() : damaged(whole.value(), random));
          StoredVersion read = valueOrCorrupted(() -> StoredVersion.decode(damaged));
          assertTrue(read == null || read.encode().equals(damaged), "read, but not whole");
          StoredVersion.isAtomic(damaged.value());
        });
  }

  @Test
  void notesOfACopyAreReadBackOrRefused() {
    SeededRuns.of(
        10_000,
        random -> {
          byte[] checksum = new byte[32];
          random.nextBytes(checksum);
          Optional<Bytes> reached = random.nextBoolean() ? Optional.of(KEY) : Optional.empty();
          UnfinishedCopy copy = new UnfinishedCopy("s3://b/p", reached, Bytes.wrap(checksum));
          assertEquals(Optional.of(copy), UnfinishedCopy.decode(copy.encode()));
          Bytes damaged = damaged(copy.encode(), random);
          UnfinishedCopy.decode(damaged)
              .ifPresent(read -> assertEquals(damaged, read.encode(), "read, but not whole"));
        });
  }

  @Test
  void commitRecordsAreReadBackOrRefused() {
    SeededRuns.of(
        20_000,
        random -> {
          CommitRecord.Kind kind = List.of(CommitRecord.Kind.values()).get(random.nextInt(3));
          Bytes key = kind == CommitRecord.Kind.PREPARED || random.nextBoolean() ? TEXT : null;
          Bytes result = random.nextBoolean() ? TEXT : null;
          CommitRecord record = new CommitRecord(kind, stamp(random), key, result);
          assertEquals(record, CommitRecord.decode(record.encode()));
          Bytes damaged = damaged(record.encode(), random);
          CommitRecord read = valueOrCorrupted(() -> CommitRecord.decode(damaged));
          assertTrue(read == null || read.encode().equals(damaged), "read, but not whole");
          assertTrue(read == null || read.result() == null || isText(read.result()));
        });
  }

  @Test
  void keyRecordsAreReadBackOrRefused() {
    SeededRuns.of(
        20_000,
        random -> {
          KeyRecord record = new KeyRecord(stamp(random), random.nextBoolean() ? TEXT : null);
          assertEquals(record, KeyRecord.decode(record.encode()));
          Bytes damaged = damaged(record.encode(), random);
          KeyRecord read = valueOrCorrupted(() -> KeyRecord.decode(damaged));
          assertTrue(read == null || read.encode().equals(damaged), "read, but not whole");
          assertTrue(read == null || read.result() == null || isText(read.result()));
        });
  }

  private static boolean isText(Bytes bytes) {
    return Bytes.utf8(bytes.toUtf8()).equals(bytes);
  }

  @Test
  void keysOfSpillAndExpiryAndTheKeyClockAreReadBackOrRefused() {
    SeededRuns.of(
        20_000,
        random -> {
          Stamp stamp = stamp(random);
          Bytes expiry = damaged(StorageLayout.expiryKey(stamp), random);
          Stamp read = valueOrCorrupted(() -> StorageLayout.expiryStamp(expiry));
          assertTrue(read == null || StorageLayout.expiryKey(read).equals(expiry));
          Bytes spill = damaged(StorageLayout.spillKey(stamp.id(), random.nextLong()), random);
          TransactionId id = valueOrCorrupted(() -> StorageLayout.spillId(spill));
          assertTrue(id == null || spill.startsWith(StorageLayout.spillOf(id).from()));
          Bytes clock = damaged(KeyCleaner.encode(random.nextInt(Integer.MAX_VALUE)), random);
          Long millis = valueOrCorrupted(() -> KeyCleaner.decode(clock));
          assertTrue(millis == null || HybridLogicalClock.ofMillis(millis) >= 0);
        });
  }

  @Test
  void journalEntriesAreReadOrRefused() {
    SeededRuns.of(
        30_000,
        random -> {
          Bytes damaged = damaged(JOURNAL.encode(), random);
          JournalEntry read = valueOrCorrupted(() -> JournalEntry.decode(damaged));
          if (read != null) {
            assertEquals(read, JournalEntry.decode(read.encode()));
            assertTrue(read.keys().size() <= damaged.length());
          }
        });
  }

  @Test
  void stampsAreReadBackOrRefused() {
    SeededRuns.of(
        20_000,
        random -> {
          Bytes plain = damaged(StorageLayout.encode(stamp(random)), random);
          Stamp read = valueOrCorrupted(() -> StorageLayout.decodeStamp(plain));
          assertTrue(read == null || StorageLayout.encode(read).equals(plain));
          Bytes key = damaged(StorageLayout.journalKey(stamp(random)), random);
          valueOrCorrupted(() -> StorageLayout.journalStamp(key));
        });
  }

  /** A node over a store with a damaged entry: an answer, or an error that tells. */
  @Test
  void nodeOverADamagedStoreAnswersOrRefuses() {
    SeededRuns.of(
        400,
        random -> {
          InMemoryStore store = new InMemoryStore();
          try (ManualEnvironment environment = new ManualEnvironment()) {
            TransactionManager manager = open(store, environment);
            write(manager, "a", "1");
            write(manager, "b", "2");
            TransactionId keyed = writeOnce(manager, "c");
            manager.close();
            damageOne(store, random);
            readFromDamaged(store, environment, keyed);
          }
        });
  }

  private static void readFromDamaged(
      InMemoryStore store, ManualEnvironment environment, TransactionId keyed) {
    try {
      TransactionManager manager = open(store, environment);
      try {
        readAll(manager);
        askForKeyed(manager, keyed);
      } finally {
        manager.close();
      }
    } catch (EngineException e) {
      assertTrue(EXPECTED.contains(e.code()), e.code() + " " + e.getMessage());
    }
  }

  private static TransactionManager open(InMemoryStore store, ManualEnvironment environment) {
    return TransactionManagers.open(store, EngineSettings.DEFAULT, environment.environment());
  }

  private static void write(TransactionManager manager, String key, String value) {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    transaction.write(Bytes.utf8(key), Bytes.utf8(value));
    Await.result(transaction.commit());
  }

  private static TransactionId writeOnce(TransactionManager manager, String key) {
    Transaction transaction =
        Await.result(manager.beginWhenReady(new TransactionOptions(false, null, "work", null)));
    transaction.write(Bytes.utf8(key), Bytes.utf8("3"));
    assertEquals(CommitOutcome.Committed.class, Await.result(transaction.commit()).getClass());
    return transaction.id();
  }

  /** The outcome is right or not known; that of a lost record is a matter of the store. */
  private static void askForKeyed(TransactionManager manager, TransactionId keyed) {
    try {
      manager.outcome(keyed, false).join();
    } catch (CompletionException e) {
      throw StorageErrors.toEngine(e);
    }
  }

  private static void readAll(TransactionManager manager) {
    Transaction transaction = manager.begin(TransactionOptions.DEFAULT);
    try {
      transaction.read(Bytes.utf8("a")).join();
      transaction.read(Bytes.utf8("b")).join();
      transaction.scan(KeyRange.ALL, ScanDirection.FORWARD).next(10).join();
    } catch (CompletionException e) {
      throw StorageErrors.toEngine(e);
    } finally {
      transaction.abort();
    }
  }

  private static void damageOne(InMemoryStore store, RandomGenerator random) {
    List<Entry> all = Await.result(store.scan(KeyRange.ALL, ScanDirection.FORWARD, 1_000));
    Entry chosen = all.get(random.nextInt(all.size()));
    if (random.nextInt(3) == 0) {
      Await.result(store.delete(List.of(chosen.key())));
      Bytes key = damaged(chosen.key(), random);
      Await.result(store.write(List.of(new Entry(key, chosen.value()))));
    } else {
      Bytes value = damaged(chosen.value(), random);
      Await.result(store.write(List.of(new Entry(chosen.key(), value))));
    }
  }

  @Test
  void escapeThatIsNoneIsRefused() {
    Stamp stamp = new Stamp(1, new TransactionId(new UUID(1, 2)));
    byte[] key = StorageLayout.versionKey(Bytes.wrap(new byte[] {0, 'x'}), stamp).toArray();
    key[2] = 5;
    assertThrows(EngineException.class, () -> StorageLayout.userKey(Bytes.wrap(key)));
    Bytes before = Bytes.wrap(new byte[] {0, 'w'});
    assertThrows(
        EngineException.class,
        () ->
            StorageLayout.userKey(
                Bytes.wrap(key), StorageLayout.versionKey(before, stamp), before));
  }
}
