package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadRuleTest {
  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  /** Commits up to 10 are settled, except 5, which was under way. */
  private final ReadSet reads = new ReadSet(new CommitSnapshot(stamp(10), List.of(stamp(5))), 4);

  private static Stamp stamp(int timestamp) {
    return new Stamp(timestamp, new TransactionId(new UUID(0x7000, timestamp)));
  }

  private static KeyVersion version(int timestamp, @Nullable WrittenKeys cowritten) {
    return new KeyVersion(stamp(timestamp), Bytes.utf8("v" + timestamp), cowritten);
  }

  private static WrittenKeys both() {
    return WrittenKeys.of(List.of(A, B));
  }

  @Test
  void aListThatLacksTheLowerBoundIsRefused() {
    reads.record(A, version(12, both()));
    assertEquals(
        ReadRule.BELOW_LOWER_BOUND,
        ReadRule.choose(new VersionList(List.of(version(9, null)), true), B, reads));
    assertEquals(ReadRule.BELOW_LOWER_BOUND, ReadRule.choose(VersionList.ABSENT, B, reads));
    assertEquals(0, ReadRule.choose(new VersionList(List.of(version(12, both())), true), B, reads));
  }

  @Test
  void aSettledVersionNeedsNoCowrittenSet() {
    assertEquals(0, ReadRule.choose(new VersionList(List.of(version(9, null)), true), A, reads));
  }

  @Test
  void aVersionThatWasUnderWayAtTheSnapshotNeedsItsCowrittenSet() {
    VersionList list = new VersionList(List.of(version(5, null), version(4, null)), true);
    assertEquals(ReadRule.COWRITTEN_NEEDED, ReadRule.choose(list, A, reads));
  }

  @Test
  void theEndOfAnIncompleteListAsksForOlderVersions() {
    reads.record(A, null);
    assertEquals(
        ReadRule.OLDER_NEEDED,
        ReadRule.choose(new VersionList(List.of(version(12, both())), false), B, reads));
    assertEquals(
        ReadRule.ABSENT,
        ReadRule.choose(new VersionList(List.of(version(12, both())), true), B, reads));
  }

  @Test
  void aScannedKeyHasSettledVersionsOnly() {
    reads.recordScanned(KeyRange.prefix(A));
    VersionList list =
        new VersionList(List.of(version(12, WrittenKeys.ALONE), version(9, null)), true);
    assertEquals(1, ReadRule.choose(list, A, reads));
    assertEquals(0, ReadRule.choose(list, B, reads));
  }

  @Test
  void aFullReadSetRefusesAndStaysAsItWas() {
    for (int i = 0; i < 4; i++) {
      reads.record(Bytes.utf8("k" + i), null);
    }
    assertThrows(EngineException.class, () -> reads.record(A, null));
    assertEquals(4, reads.size());
    assertTrue(reads.versionRead(A) == null);
  }

  @Test
  void rangesThatTouchBecomeOne() {
    KeyIntervals intervals = new KeyIntervals();
    intervals.add(new KeyRange(Bytes.utf8("c"), Bytes.utf8("e")));
    intervals.add(new KeyRange(Bytes.utf8("a"), Bytes.utf8("b")));
    assertEquals(2, intervals.size());
    intervals.add(new KeyRange(Bytes.utf8("b"), Bytes.utf8("d")));
    assertEquals(1, intervals.size());
    assertTrue(intervals.contains(Bytes.utf8("d")) && !intervals.contains(Bytes.utf8("e")));
    intervals.add(new KeyRange(Bytes.utf8("d"), null));
    assertEquals(1, intervals.size());
    assertTrue(intervals.contains(Bytes.utf8("zzz")));
  }
}
