package dev.aft.engine.transaction;

/** What a transaction needs of its node. */
interface TransactionContext {
  VersionReader reader();

  Committer committer();

  ExclusiveCommits exclusiveCommits();

  TransactionIds ids();

  Spiller spiller();

  Counters counters();

  WriteBuffer newWriteBuffer();

  /** A read set that begins with what is published now. */
  ReadSet newReadSet();

  /** Monotonic time, see {@link dev.aft.engine.EngineEnvironment#nanoTime}. */
  long nanoTime();

  /** The transaction holds nothing any more. */
  void finished(AftTransaction transaction);
}
