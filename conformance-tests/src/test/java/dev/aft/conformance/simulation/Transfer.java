package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.transaction.AlreadyCommittedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An amount to be moved from one account to another, once: tried again under its idempotency key
 * until a client knows that it is done, also by several clients at the same time.
 */
final class Transfer {
  final String from;
  final String to;
  final int amount;

  /** The idempotency key; null for a transfer that is tried once. */
  final @Nullable String key;

  final List<RecordedTransaction> attempts = new ArrayList<>();

  /** Whether a client knows that it is done. */
  private boolean done;

  Transfer(World world) {
    int first = world.random.nextInt(World.ACCOUNTS);
    this.from = World.account(first);
    this.to = World.account((first + world.random.nextInt(1, World.ACCOUNTS)) % World.ACCOUNTS);
    this.amount = world.random.nextInt(1, 10);
    this.key = world.random.nextInt(3) == 0 ? null : "transfer-" + world.transfers.size();
    world.transfers.add(this);
  }

  /** The balance that a value of an account tells. */
  static int balance(String value) {
    return Integer.parseInt(value.substring(value.indexOf(':') + 1));
  }

  static String value(RecordedTransaction writer, int number, int balance) {
    return writer.number + "." + number + ":" + balance;
  }

  boolean isWorthARetry() {
    return key != null && !done;
  }

  void done() {
    done = true;
  }

  /** An attempt was told that another one has done it. */
  void alreadyDone(Chronicle chronicle, AlreadyCommittedException told) {
    done = true;
    for (RecordedTransaction attempt : attempts) {
      if (attempt.id.equals(told.id())) {
        if (!Objects.equals(attempt.result, told.result().orElse(null))) {
          chronicle.violation(
              attempt + " stored " + attempt.result + ", told was " + told.result());
        }
        chronicle.ended(attempt, Status.COMMITTED);
        return;
      }
    }
    chronicle.violation(key + " was said to be done by a stranger, " + told.id());
  }

  void check(Chronicle chronicle) {
    long committed = attempts.stream().filter(t -> t.status == Status.COMMITTED).count();
    if (committed > 1 && key != null) {
      chronicle.violation(key + " was done more than once: " + attempts);
    }
    if (committed == 0 && done) {
      chronicle.violation(key + " was said to be done and no attempt was committed");
    }
  }
}
