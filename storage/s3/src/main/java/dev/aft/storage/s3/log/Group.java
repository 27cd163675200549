package dev.aft.storage.s3.log;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been sent to one position of the log. Only the log's tasks touch it. */
final class Group {
  /** What is known of the position. */
  enum State {
    /** It may be free, ours or another's. */
    OPEN,
    /** It is ours. */
    DURABLE,
    /** It is an earlier owner's, and counts for nothing. */
    SKIPPED
  }

  final long position;
  List<Pending> batches;
  Bytes content;
  State state = State.OPEN;

  /** Whether the object at the position stays in the log for ever. */
  boolean kept;

  /** Batches of it that have been applied. */
  int applied;

  int attempts;
  int attemptsUnderWay;
  long lastSent;
  boolean retryPlanned;

  /** Whether an attempt may still arrive, or may have. */
  boolean mayHaveArrived;

  @Nullable StorageException lastFailure;

  Group(long position, List<Pending> batches, Bytes content) {
    this.position = position;
    this.batches = new ArrayList<>(batches);
    this.content = content;
  }

  /** Whether its first attempt did not do it: nothing leaves before it has been settled. */
  boolean isInTrouble() {
    return state == State.OPEN && (lastFailure != null || attempts > 1);
  }

  /** Whether no attempt can have put the content there, or ever will. */
  boolean isSurelyAbsent() {
    return state == State.SKIPPED
        || (state == State.OPEN && attemptsUnderWay == 0 && !mayHaveArrived);
  }
}
