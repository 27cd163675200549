package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a transaction needs of its node. */
interface TransactionContext {
  VersionReader reader();

  Committer committer();

  ExclusiveCommits exclusiveCommits();

  TransactionIds ids();

  Spiller spiller();

  Counters counters();

  WriteBuffer newWriteBuffer();

  /**
   * A read set that begins with what is published now.
   *
   * @param seen notes what is read
   */
  ReadSet newReadSet(SeenCommits seen);

  /** For the causality token of a transaction that has seen nothing yet. */
  SeenCommits newSeenCommits();

  /** The longest result that a commit may store, in bytes of UTF-8. */
  int maxResultBytes();

  /** How long after its deadline a transaction that had to wait may still begin to commit. */
  long commitDelayNanos();

  /** Fails with {@link AlreadyCommittedException} when work with this key is committed. */
  CompletableFuture<@Nullable Void> requireUndone(Bytes key);

  /** Monotonic time, see {@link dev.aft.engine.EngineEnvironment#nanoTime}. */
  long nanoTime();

  /** The transaction has got its id. */
  void identified(TransactionId id, AftTransaction transaction);

  /** The transaction holds nothing any more. */
  void finished(AftTransaction transaction);
}
