package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.aft.storage.spi.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VersionIndexTest {
  private static final Bytes KEY = Bytes.utf8("k");

  private final VersionIndex index = new VersionIndex(1 << 20);
  private final CommitSequencer sequencer =
      new CommitSequencer(
          new HybridLogicalClock(() -> Instant.ofEpochMilli(1000)),
          new TransactionId(new UUID(1, 1)));

  private Stamp begin(int id) {
    return sequencer.begin(new TransactionId(new UUID(2, id)));
  }

  private void publish(Stamp stamp) {
    sequencer.beginPublishing(stamp);
    index.publish(KEY, new KeyVersion(stamp, Bytes.EMPTY, WrittenKeys.ALONE), sequencer);
    sequencer.finish(stamp);
  }

  @Test
  void aListReadBeforeAPublishIsNotInstalledAfterIt() {
    long ticket = index.ticket(KEY);
    Stamp first = begin(1);
    Stamp second = begin(2);
    publish(second);
    index.install(KEY, VersionList.ABSENT, null, ticket);
    assertEquals(second, newest());
    publish(first);
    assertEquals(second, newest());
  }

  @Test
  void aListReadAfterAllPublishesIsInstalled() {
    long ticket = index.ticket(KEY);
    index.install(KEY, VersionList.ABSENT, null, ticket);
    assertEquals(VersionList.ABSENT, index.find(KEY));
  }

  @Test
  void aCommitPublishedLateDoesNotPassForTheNewest() {
    Stamp early = begin(1);
    Stamp late = begin(2);
    sequencer.beginPublishing(late);
    sequencer.finish(late);
    publish(early);
    assertNull(index.find(KEY), "something newer was published and may have been evicted");
  }

  @Test
  void aSnapshotExcludesEarlierCommitsUnderWay() {
    Stamp early = begin(1);
    Stamp late = begin(2);
    publish(late);
    CommitSnapshot snapshot = sequencer.snapshot();
    assertEquals(List.of(early), snapshot.underWay());
    assertEquals(true, snapshot.includes(late));
    assertEquals(false, snapshot.includes(early));
    assertEquals(early, snapshot.settledBefore());
    sequencer.finish(early);
    assertEquals(true, sequencer.snapshot().includes(early));
  }

  @Test
  void versionsSupersededLongAgoAreLeftToTheStore() {
    VersionList list = new VersionList(List.of(versionAt(1000)), true);
    list = list.with(versionAt(1500), 4);
    assertEquals(List.of(versionAt(1500), versionAt(1000)), list.versions());
    assertEquals(true, list.complete());
    list = list.with(versionAt(2600), 4);
    assertEquals(List.of(versionAt(2600), versionAt(1500)), list.versions());
    assertEquals(false, list.complete(), "an older version is in the store");
  }

  private static KeyVersion versionAt(long millis) {
    Stamp stamp = new Stamp(HybridLogicalClock.ofMillis(millis), new TransactionId(new UUID(2, 1)));
    return new KeyVersion(stamp, Bytes.EMPTY, WrittenKeys.ALONE);
  }

  private Stamp newest() {
    VersionList list = index.find(KEY);
    assertNotNull(list);
    return list.versions().get(0).stamp();
  }
}
