package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.UnknownOutcomeException;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What callers were told, and whether a state of the store agrees with it.
 *
 * <p>Every batch creates marks of its own ({@code mark/N/...}), sets both keys of a shared pair to
 * its number, and may claim a contended key ({@code lock/K}). So a state says which batches have
 * happened, each as a whole or not at all.
 */
final class Model {
  private static final int LARGE = 70_000;

  private final List<Batch> batches = new ArrayList<>();

  /** A batch and what its caller has heard. */
  static final class Batch {
    final int number;
    final int pair;
    final @Nullable String lock;
    final int valueBytes;
    final long began;
    long ended = Long.MAX_VALUE;
    @Nullable CreateResult result;
    @Nullable StorageException failure;

    Batch(int number, int pair, @Nullable String lock, int valueBytes, long began) {
      this.number = number;
      this.pair = pair;
      this.lock = lock;
      this.valueBytes = valueBytes;
      this.began = began;
    }

    Bytes value() {
      return Bytes.utf8(Integer.toString(number));
    }

    /** The store's own reading of it. */
    List<Entry> conditions() {
      return lock == null ? List.of() : List.of(new Entry(Bytes.utf8(lock), value()));
    }

    WriteBatch writes() {
      byte[] mark = new byte[valueBytes];
      mark[0] = (byte) number;
      return WriteBatch.ofWrites(
          List.of(
              new Entry(Bytes.utf8("mark/" + number + "/a"), Bytes.wrap(mark)),
              new Entry(Bytes.utf8("mark/" + number + "/b"), Bytes.wrap(mark.clone())),
              new Entry(Bytes.utf8("pair/" + pair + "/a"), value()),
              new Entry(Bytes.utf8("pair/" + pair + "/b"), value())));
    }

    boolean mustHaveHappened() {
      return result == CreateResult.CREATED;
    }

    boolean mustNotHaveHappened() {
      return result == CreateResult.EXISTED
          || (failure != null && !(failure instanceof UnknownOutcomeException));
    }

    /** The process died before it heard. */
    void forget(long now) {
      if (result == null && failure == null) {
        failure = new UnknownOutcomeException(Reason.UNAVAILABLE, "The process has died.", null);
        ended = now;
      }
    }
  }

  Batch next(int pair, @Nullable String lock, boolean large, long now) {
    Batch batch = new Batch(batches.size(), pair, lock, large ? LARGE : 10, now);
    batches.add(batch);
    return batch;
  }

  void hears(Batch batch, CompletableFuture<CreateResult> future, Clock clock) {
    var unused =
        future.whenComplete(
            (result, failure) -> {
              if (batch.result == null && batch.failure == null) {
                batch.result = result;
                batch.failure = failure == null ? null : StorageException.from(failure);
                batch.ended = clock.now();
              }
            });
  }

  /** Virtual time. */
  interface Clock {
    long now();
  }

  /** The numbers of the batches that have happened, after checking all that was promised. */
  List<Integer> check(List<Entry> state) {
    Map<String, Bytes> entries = new HashMap<>();
    state.forEach(entry -> entries.put(entry.key().toUtf8(), entry.value()));
    List<Integer> happened = new ArrayList<>();
    for (Batch batch : batches) {
      if (hasHappened(batch, entries)) {
        happened.add(batch.number);
      }
    }
    batches.forEach(batch -> checkLock(batch, entries, happened));
    checkPairs(entries, happened);
    return happened;
  }

  private static boolean hasHappened(Batch batch, Map<String, Bytes> entries) {
    Bytes first = entries.get("mark/" + batch.number + "/a");
    Bytes second = entries.get("mark/" + batch.number + "/b");
    assertEquals(first, second, () -> "batch " + batch.number + " happened in part");
    boolean happened = first != null;
    if (first != null) {
      assertEquals(batch.valueBytes, first.length());
      assertEquals((byte) batch.number, first.at(0));
    }
    assertFalse(!happened && batch.mustHaveHappened(), () -> "batch " + batch.number + " is lost");
    assertFalse(
        happened && batch.mustNotHaveHappened(),
        () -> "batch " + batch.number + " happened though " + batch.result + batch.failure);
    return happened;
  }

  /** A lock is held by exactly one of those that claim it, if any has heard that it is taken. */
  private void checkLock(Batch batch, Map<String, Bytes> entries, List<Integer> happened) {
    if (batch.lock == null) {
      return;
    }
    Bytes holder = entries.get(batch.lock);
    if (happened.contains(batch.number)) {
      assertEquals(batch.value(), holder, () -> "two hold " + batch.lock);
    }
    if (batch.result == CreateResult.EXISTED) {
      Bytes taker =
          Objects.requireNonNull(holder, () -> batch.lock + " was taken and is held by nobody");
      Batch winner = batches.get(Integer.parseInt(taker.toUtf8()));
      assertTrue(winner.began <= batch.ended, "the winner began after the loser had heard");
    }
  }

  /** The last writer of a pair is none that had ended before another that happened began. */
  private void checkPairs(Map<String, Bytes> entries, List<Integer> happened) {
    for (int number : happened) {
      Batch batch = batches.get(number);
      Bytes last =
          Objects.requireNonNull(
              entries.get("pair/" + batch.pair + "/a"),
              "the pair of a batch that happened is not there");
      assertEquals(last, entries.get("pair/" + batch.pair + "/b"));
      Batch writer = batches.get(Integer.parseInt(last.toUtf8()));
      assertTrue(happened.contains(writer.number), "a batch happened without its marks");
      assertFalse(
          writer.mustHaveHappened() && writer.ended < batch.began,
          () -> "batch " + batch.number + " is overwritten by earlier " + writer.number);
    }
  }
}
