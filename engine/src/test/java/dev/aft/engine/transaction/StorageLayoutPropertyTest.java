package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StorageLayoutPropertyTest {
  private static Stamp stamp(long timestamp, long id) {
    return new Stamp(timestamp >>> 2, new TransactionId(new UUID(id, ~id)));
  }

  @Provide
  Arbitrary<Bytes> keys() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xfe, (byte) 0xff)
        .array(Byte[].class)
        .ofMaxSize(5)
        .map(
            boxed -> {
              byte[] bytes = new byte[boxed.length];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = boxed[i];
              }
              return Bytes.wrap(bytes);
            });
  }

  @Property
  void versionKeysSortByKeyThenNewestFirst(
      @ForAll("keys") Bytes a,
      @ForAll("keys") Bytes b,
      @ForAll long ta,
      @ForAll long tb,
      @ForAll long ia,
      @ForAll long ib) {
    Stamp sa = stamp(ta, ia);
    Stamp sb = stamp(tb, ib);
    int expected = a.equals(b) ? sb.compareTo(sa) : a.compareTo(b);
    int actual = StorageLayout.versionKey(a, sa).compareTo(StorageLayout.versionKey(b, sb));
    assertEquals(Integer.signum(expected), Integer.signum(actual));
  }

  @Property
  void versionKeysDecode(@ForAll("keys") Bytes key, @ForAll long time, @ForAll long id) {
    Bytes stored = StorageLayout.versionKey(key, stamp(time, id));
    assertEquals(key, StorageLayout.userKey(stored));
    assertEquals(stamp(time, id), StorageLayout.versionStamp(stored));
  }

  @Property
  void versionKeysDecodeTheSameAfterAnyNeighbour(
      @ForAll("keys") Bytes head,
      @ForAll("keys") Bytes one,
      @ForAll("keys") Bytes other,
      @ForAll long time,
      @ForAll long id) {
    Bytes before = head.concat(one);
    Bytes key = head.concat(other);
    Bytes stored = StorageLayout.versionKey(key, stamp(time, id));
    Bytes storedBefore = StorageLayout.versionKey(before, stamp(id, time));
    assertEquals(key, StorageLayout.userKey(stored, storedBefore, before));
    assertEquals(key, StorageLayout.userKey(stored, Bytes.EMPTY, Bytes.EMPTY));
  }

  @Property
  void rangesHoldTheVersionsOfTheirKeysAndNoOthers(
      @ForAll("keys") Bytes from,
      @ForAll("keys") Bytes to,
      @ForAll("keys") Bytes key,
      @ForAll long time,
      @ForAll long id) {
    Bytes stored = StorageLayout.versionKey(key, stamp(time, id));
    KeyRange range = new KeyRange(from, to);
    assertEquals(range.contains(key), StorageLayout.versionsOf(range).contains(stored));
    assertEquals(from.equals(key), StorageLayout.versionsOf(from).contains(stored));
    assertTrue(StorageLayout.versionsOf(new KeyRange(Bytes.EMPTY, null)).contains(stored));
  }

  @Property
  void journalKeysSortByStamp(@ForAll long ta, @ForAll long tb, @ForAll long ia, @ForAll long ib) {
    Stamp sa = stamp(ta, ia);
    Stamp sb = stamp(tb, ib);
    int actual = StorageLayout.journalKey(sa).compareTo(StorageLayout.journalKey(sb));
    assertEquals(Integer.signum(sa.compareTo(sb)), Integer.signum(actual));
    assertEquals(sa, StorageLayout.journalStamp(StorageLayout.journalKey(sa)));
  }

  @Property
  void journalEntriesDecode(@ForAll("keys") Bytes a, @ForAll("keys") Bytes b) {
    for (JournalEntry.Kind kind : JournalEntry.Kind.values()) {
      JournalEntry entry =
          new JournalEntry(kind, List.of(a, b), List.of(new KeyRange(a, b), new KeyRange(b, null)));
      assertEquals(entry, JournalEntry.decode(entry.encode()));
    }
  }

  @Property
  void damagedJournalEntriesAreRefused(@ForAll("keys") Bytes a) {
    Bytes encoded = new JournalEntry(JournalEntry.Kind.AHEAD, List.of(a, a), List.of()).encode();
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThrows(EngineException.class, () -> JournalEntry.decode(cut));
    }
  }

  @Example
  void damagedVersionsAreRefused() {
    Bytes key = StorageLayout.versionKey(Bytes.utf8("a"), stamp(1, 1));
    assertThrows(EngineException.class, () -> StoredVersion.decode(new Entry(key, Bytes.EMPTY)));
    assertThrows(
        EngineException.class,
        () -> StoredVersion.decode(new Entry(key, Bytes.wrap(new byte[] {99}))));
    assertThrows(EngineException.class, () -> StorageLayout.userKey(Bytes.utf8("dx")));
    assertThrows(EngineException.class, () -> CommitRecord.decode(Bytes.utf8("xyz")));
  }
}
