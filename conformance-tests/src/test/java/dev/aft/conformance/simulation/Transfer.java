package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Moves an amount from one account to another, guarded against lost updates. */
final class Transfer implements Work {
  final String from;
  final String to;
  final int amount;
  final List<RecordedTransaction> attempts = new ArrayList<>();

  private final World world;
  private final int client;
  private @Nullable Transaction transaction;
  private @Nullable RecordedTransaction record;

  Transfer(World world, int client) {
    this.world = world;
    this.client = client;
    int first = world.random.nextInt(World.ACCOUNTS);
    this.from = World.account(first);
    this.to = World.account((first + world.random.nextInt(1, World.ACCOUNTS)) % World.ACCOUNTS);
    this.amount = world.random.nextInt(1, 10);
    world.transfers.add(this);
  }

  /** The balance that a value of an account tells. */
  static int balance(String value) {
    return Integer.parseInt(value.substring(value.indexOf(':') + 1));
  }

  static String value(RecordedTransaction writer, int number, int balance) {
    return writer.number + "." + number + ":" + balance;
  }

  @Override
  public @Nullable CompletableFuture<?> step() {
    Transaction running = transaction;
    RecordedTransaction known = record;
    if (running == null || known == null) {
      return begin();
    }
    if (!known.isOpen()) {
      return null;
    }
    return known.writes.isEmpty() ? move(running, known) : commit(running, known);
  }

  private @Nullable CompletableFuture<?> begin() {
    TransactionManager manager = world.node.manager();
    if (manager == null) {
      return null;
    }
    return manager
        .beginWhenReady(TransactionOptions.DEFAULT)
        .thenAccept(
            begun -> {
              transaction = begun;
              record = world.chronicle.begin(client, begun.id());
              attempts.add(record);
            });
  }

  private CompletableFuture<?> move(Transaction running, RecordedTransaction known) {
    return running
        .readMany(List.of(World.bytes(from), World.bytes(to)))
        .thenAccept(
            values -> {
              String source = read(known, from, values.get(0));
              String target = read(known, to, values.get(1));
              running.requireUnchanged(World.bytes(from));
              running.requireUnchanged(World.bytes(to));
              write(running, known, from, value(known, 1, balance(source) - amount));
              write(running, known, to, value(known, 2, balance(target) + amount));
            });
  }

  private String read(RecordedTransaction known, String key, Optional<Bytes> value) {
    String text = value.map(Bytes::toUtf8).orElse(Chronicle.ABSENT);
    world.chronicle.read(known, key, text);
    return text;
  }

  private void write(Transaction running, RecordedTransaction known, String key, String value) {
    running.write(World.bytes(key), World.bytes(value));
    world.chronicle.wrote(known, key, value);
  }

  private CompletableFuture<?> commit(Transaction running, RecordedTransaction known) {
    world.chronicle.committing(known);
    return running
        .commit()
        .thenAccept(outcome -> RandomTransaction.ended(world.chronicle, known, outcome));
  }

  @Override
  public boolean failed(EngineException error) {
    RecordedTransaction known = record;
    if (known == null) {
      return false;
    }
    boolean old = world.time.nanos() - known.beginNanos >= Weather.LIFETIME.toNanos();
    boolean expected =
        World.isTransient(error)
            || (error.code() == ErrorCode.MUST_RETRY
                && known.commitNanos != RecordedTransaction.NEVER)
            || (error.code() == ErrorCode.TRANSACTION_EXPIRED && old)
            || (error.code() == ErrorCode.NO_ACTIVE_TRANSACTION && known.status == Status.ABORTED);
    if (!expected) {
      world.chronicle.violation(known + " failed with " + error.code() + " " + error.getMessage());
    }
    boolean isOver = known.status != Status.RUNNING || !World.isTransient(error);
    if (isOver) {
      world.chronicle.ended(known, Status.ABORTED);
    }
    return !isOver;
  }
}
