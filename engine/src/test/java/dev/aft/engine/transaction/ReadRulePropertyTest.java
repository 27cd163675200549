package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * The rule with its maintained lower bounds and its shortcut for settled versions, against the
 * paper's Algorithm 1 written down literally: every cowritten set against the whole read set.
 */
class ReadRulePropertyTest {
  private static final int KEYS = 5;

  private record Commit(Stamp stamp, List<Bytes> keys) {}

  private static Bytes key(int i) {
    return Bytes.utf8("k" + i);
  }

  private static Stamp stamp(int timestamp) {
    return new Stamp(timestamp, new TransactionId(new UUID(0x7000, timestamp)));
  }

  private static List<Commit> history(Random random, int commits) {
    List<Commit> history = new ArrayList<>();
    for (int i = 1; i <= commits; i++) {
      Set<Bytes> keys = new HashSet<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        keys.add(key(random.nextInt(KEYS)));
      }
      List<Bytes> ordered = new ArrayList<>(keys);
      Collections.sort(ordered);
      history.add(new Commit(stamp(i), ordered));
    }
    return history;
  }

  private static VersionList versions(Bytes key, List<Commit> history) {
    List<KeyVersion> versions = new ArrayList<>();
    for (int i = history.size() - 1; i >= 0; i--) {
      Commit commit = history.get(i);
      if (commit.keys().contains(key)) {
        versions.add(
            new KeyVersion(commit.stamp(), Bytes.utf8("" + i), WrittenKeys.of(commit.keys())));
      }
    }
    return new VersionList(versions, true);
  }

  /** Algorithm 1 of the paper, absent reads recorded as zero. */
  private static @Nullable Stamp naive(Bytes key, List<Commit> history, Map<Bytes, Stamp> readSet) {
    Map<Stamp, Commit> byStamp = new HashMap<>();
    history.forEach(commit -> byStamp.put(commit.stamp(), commit));
    Stamp lower = Stamp.ZERO;
    for (Stamp read : readSet.values()) {
      Commit commit = byStamp.get(read);
      if (commit != null && commit.keys().contains(key) && read.isAfter(lower)) {
        lower = read;
      }
    }
    for (int i = history.size() - 1; i >= 0; i--) {
      Commit candidate = history.get(i);
      if (!candidate.keys().contains(key) || candidate.stamp().isBefore(lower)) {
        continue;
      }
      boolean fractured =
          candidate.keys().stream()
              .anyMatch(
                  other ->
                      readSet.containsKey(other) && readSet.get(other).isBefore(candidate.stamp()));
      if (!fractured) {
        return candidate.stamp();
      }
    }
    return lower.equals(Stamp.ZERO) ? Stamp.ZERO : null;
  }

  @Property(tries = 2000)
  void choosesWhatThePaperChooses(@ForAll long seed) {
    Random random = new Random(seed);
    List<Commit> history = history(random, 30);
    int visible = random.nextInt(10);
    Stamp highest = visible == 0 ? Stamp.ZERO : stamp(visible);
    ReadSet reads = new ReadSet(new CommitSnapshot(highest, List.of()), 1000);
    Map<Bytes, Stamp> naiveReads = new HashMap<>();
    for (int step = 0; step < 8; step++) {
      visible += random.nextInt(4);
      List<Commit> published = history.subList(0, Math.min(visible, history.size()));
      Bytes key = key(random.nextInt(KEYS));
      if (naiveReads.containsKey(key)) {
        continue;
      }
      VersionList versions = versions(key, published);
      int choice = ReadRule.choose(versions, key, reads);
      KeyVersion chosen = choice >= 0 ? versions.versions().get(choice) : null;
      Stamp expected = naive(key, published, naiveReads);
      assertEquals(expected, chosen == null ? Stamp.ZERO : chosen.stamp(), "choice " + choice);
      reads.record(key, chosen);
      naiveReads.put(key, chosen == null ? Stamp.ZERO : chosen.stamp());
    }
  }
}
