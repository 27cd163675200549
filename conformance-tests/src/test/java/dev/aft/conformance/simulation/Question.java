package dev.aft.conformance.simulation;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionManager;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks what became of a transaction. */
final class Question implements Work {
  private final World world;
  private final RecordedTransaction asked;
  private final boolean isFinal;
  private boolean answered;

  Question(World world, RecordedTransaction asked, boolean isFinal) {
    this.world = world;
    this.asked = asked;
    this.isFinal = isFinal;
  }

  @Override
  public @Nullable CompletableFuture<?> step() {
    TransactionManager manager = world.node.manager();
    if (manager == null || answered) {
      return null;
    }
    answered = true;
    asked.fenced |= isFinal;
    world.chronicle.note(asked, "is asked for" + (isFinal ? ", finally" : ""));
    return manager
        .outcome(asked.id, isFinal)
        .thenAccept(outcome -> world.chronicle.answered(asked, isFinal, outcome));
  }

  @Override
  public boolean failed(EngineException error) {
    boolean old = world.time.nanos() - asked.beginNanos >= Weather.LIFETIME.toNanos();
    boolean expected =
        World.isTransient(error)
            || (error.code() == ErrorCode.OUTCOME_FORGOTTEN
                && (old || world.weather.isClockWrong()))
            || (error.code() == ErrorCode.INVALID_PARAMETER_VALUE && world.weather.isClockWrong());
    if (!expected) {
      world.chronicle.violation(
          "outcome of " + asked + " failed with " + error.code() + " " + error.getMessage());
    }
    if (!World.isTransient(error)) {
      asked.isForgotten = true;
    }
    return false;
  }
}
