package dev.aft.session.suspended;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two connections that take a transaction from each other at any moment, under interleavings that
 * Lincheck's model checker chooses.
 */
@Tag("lincheck")
class LeaseLincheckTest {
  private static void check(Class<?> structure) {
    new ModelCheckingOptions()
        .iterations(1)
        .invocationsPerIteration(Integer.getInteger("aft.lincheck.invocations", 100))
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .check(structure);
  }

  @Test
  void twoConnectionsAreNeverAtWorkInOneTransaction() {
    check(Connections.class);
  }

  /** Checks the check. */
  @Test
  void connectionThatDoesNotWaitForTheLastCallOfTheOtherIsFound() {
    LincheckAssertionError found =
        assertThrows(LincheckAssertionError.class, () -> check(Impatient.class));
    assertTrue(String.valueOf(found.getMessage()).contains("wrong="), found::getMessage);
  }

  /** What connections do with the transaction. */
  public static class Connections {
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final ResumableTransaction transaction =
        new ResumableTransaction(newTransaction(), finished -> {});
    private final int step =
        transaction.suspend(null, new CarriedState(false, "", Instant.EPOCH, true, null));

    private Transaction newTransaction() {
      return (Transaction)
          Proxy.newProxyInstance(
              Transaction.class.getClassLoader(),
              new Class<?>[] {Transaction.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> 1;
                    case "setMark" -> 1;
                    case "isFinished" -> false;
                    default -> {
                      work();
                      yield null;
                    }
                  });
    }

    private void work() {
      if (atWork.incrementAndGet() != 1) {
        wrong.incrementAndGet();
      }
      atWork.decrementAndGet();
    }

    boolean waits() {
      return true;
    }

    /** Takes the transaction over, and writes when nobody is at work in it any more. */
    @Operation
    public void takeOverAndWrite() {
      LeasedTransaction lease = takeOver();
      if (lease != null) {
        write(lease);
        write(lease);
      }
    }

    /** The same, and the connection closes: the transaction is free for whoever asks. */
    @Operation
    public void takeOverAndLeave() {
      LeasedTransaction lease = takeOver();
      if (lease != null) {
        write(lease);
        lease.leave();
      }
    }

    private @Nullable LeasedTransaction takeOver() {
      if (transaction.resume(step, new ResumeOptions(true, true), carried -> true)
          instanceof ResumableTransaction.Answer.Granted granted) {
        return granted.ready().isDone() || !waits() ? granted.resumed().transaction() : null;
      }
      wrong.incrementAndGet();
      return null;
    }

    private void write(LeasedTransaction lease) {
      try {
        lease.write(Bytes.utf8("key"), Bytes.EMPTY);
      } catch (EngineException e) {
        if (e.code() != ErrorCode.TRANSACTION_TAKEN_OVER) {
          wrong.incrementAndGet();
        }
      }
    }

    @Validate
    public void requireOneAtATime() {
      if (wrong.get() != 0) {
        throw new IllegalStateException("wrong=" + wrong.get());
      }
    }
  }

  /** Goes on as soon as the lease is granted. */
  public static class Impatient extends Connections {
    @Override
    boolean waits() {
      return false;
    }
  }
}
