package dev.aft.engine.transaction;

/** Begins transactions over one store. Thread-safe. */
public interface TransactionManager extends AutoCloseable {
  /** Begins a transaction; no I/O. */
  Transaction begin(TransactionOptions options);

  /** Aborts running transactions, finishes commits under way, and stops background work. */
  @Override
  void close();
}
