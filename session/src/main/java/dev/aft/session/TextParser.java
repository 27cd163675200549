package dev.aft.session;

import dev.aft.engine.sql.SqlEngine;
import dev.aft.grammar.ParsedStatement;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Parses the texts of all sessions of a node: short ones at once, long ones on a worker and one
 * after the other. A text of some megabytes takes seconds and hundreds of bytes a word, so it must
 * not hold up the clients that share a thread with its sender, and several at once must not use up
 * the heap.
 *
 * <p>At most one text of each session waits. Thread-safe.
 */
final class TextParser {
  static final int LONG_TEXT_CHARACTERS = 64 * 1024;

  private final SqlEngine engine;
  private final Executor worker;
  private final Queue<Job> waiting = new ArrayDeque<>(); // Guarded by itself.
  private boolean running; // Guarded by waiting.

  private record Job(String sql, CompletableFuture<List<ParsedStatement>> result) {}

  TextParser(SqlEngine engine, Executor worker) {
    this.engine = engine;
    this.worker = worker;
  }

  /** Throws, or fails the future, with what the engine says of the text. */
  CompletableFuture<List<ParsedStatement>> parse(String sql) {
    if (sql.length() < LONG_TEXT_CHARACTERS) {
      return CompletableFuture.completedFuture(engine.parse(sql));
    }
    Job job = new Job(sql, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.add(job);
    }
    startNext();
    return job.result();
  }

  private void startNext() {
    Job next;
    synchronized (waiting) {
      next = running ? null : waiting.poll();
      running |= next != null;
    }
    if (next != null) {
      start(next);
    }
  }

  private void start(Job job) {
    try {
      worker.execute(() -> run(job));
    } catch (RejectedExecutionException e) {
      finish();
      job.result().completeExceptionally(e);
    }
  }

  private void run(Job job) {
    try {
      List<ParsedStatement> statements = engine.parse(job.sql());
      finish();
      job.result().complete(statements);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      finish();
      job.result().completeExceptionally(e);
    }
  }

  private void finish() {
    synchronized (waiting) {
      running = false;
    }
    startNext();
  }
}
