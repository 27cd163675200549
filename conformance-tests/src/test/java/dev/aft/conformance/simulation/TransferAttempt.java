package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.AlreadyCommittedException;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One attempt at a transfer, guarded against lost updates. */
final class TransferAttempt implements Work {
  private final World world;
  private final int client;
  private final Transfer transfer;
  private @Nullable Transaction transaction;
  private @Nullable RecordedTransaction record;

  TransferAttempt(World world, int client, Transfer transfer) {
    this.world = world;
    this.client = client;
    this.transfer = transfer;
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
        .beginWhenReady(new TransactionOptions(false, null, transfer.key, null))
        .thenAccept(
            begun -> {
              transaction = begun;
              RecordedTransaction known = world.chronicle.begin(client, begun.id());
              record = known;
              transfer.attempts.add(known);
            });
  }

  private CompletableFuture<?> move(Transaction running, RecordedTransaction known) {
    return running
        .readMany(List.of(World.bytes(transfer.from), World.bytes(transfer.to)))
        .thenAccept(
            values -> {
              int source = Transfer.balance(read(known, transfer.from, values.get(0)));
              int target = Transfer.balance(read(known, transfer.to, values.get(1)));
              running.requireUnchanged(World.bytes(transfer.from));
              running.requireUnchanged(World.bytes(transfer.to));
              write(running, known, transfer.from, 1, source - transfer.amount);
              write(running, known, transfer.to, 2, target + transfer.amount);
            });
  }

  private String read(RecordedTransaction known, String key, Optional<Bytes> value) {
    String text = value.map(Bytes::toUtf8).orElse(Chronicle.ABSENT);
    world.chronicle.read(known, key, text);
    return text;
  }

  private void write(
      Transaction running, RecordedTransaction known, String key, int number, int balance) {
    String value = Transfer.value(known, number, balance);
    running.write(World.bytes(key), World.bytes(value));
    world.chronicle.wrote(known, key, value);
  }

  private CompletableFuture<?> commit(Transaction running, RecordedTransaction known) {
    known.result = transfer.key == null ? null : "done by " + known;
    world.chronicle.committing(known);
    return running
        .commit(known.result)
        .thenAccept(
            outcome -> {
              RandomTransaction.ended(world.chronicle, known, outcome);
              if (known.status == Status.COMMITTED) {
                transfer.done();
              }
            });
  }

  @Override
  public boolean failed(EngineException error) {
    RecordedTransaction known = record;
    if (error instanceof AlreadyCommittedException told) {
      transfer.alreadyDone(world.chronicle, told);
      if (known != null && !told.id().equals(known.id)) {
        world.chronicle.ended(known, Status.ABORTED);
      }
      return false;
    }
    if (known == null) {
      if (!world.mayFailToBegin(error)) {
        world.chronicle.violation("a begin failed with " + error.code() + " " + error.getMessage());
      }
      return false;
    }
    Transaction running = transaction;
    if (running != null && known.writes.size() == 1) {
      // Half a transfer, because memory did not suffice for the other: not to be committed.
      running.abort();
      world.chronicle.ended(known, Status.ABORTED);
      return false;
    }
    boolean mustRetry =
        error.code() == ErrorCode.MUST_RETRY && known.commitNanos != RecordedTransaction.NEVER;
    return world.goesOn(known, error, mustRetry);
  }
}
