package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CausalityToken;
import dev.aft.engine.transaction.Transaction;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the clients of a simulation share. */
final class World {
  static final int ACCOUNTS = 4;
  static final int FIRST_BALANCE = 100;

  final VirtualTime time;
  final Weather weather;
  final SimulatedNode node;
  final Chronicle chronicle;
  final SplittableRandom random;

  /** All keys, in order. */
  final List<String> keys = new ArrayList<>();

  /** Transactions that a client has put aside, for any client to go on with. */
  final List<RandomTransaction> suspended = new ArrayList<>();

  private @Nullable Token lastToken;
  final List<Transfer> transfers = new ArrayList<>();

  World(VirtualTime time, Weather weather, SimulatedNode node, Chronicle chronicle) {
    this.time = time;
    this.weather = weather;
    this.node = node;
    this.chronicle = chronicle;
    this.random = time.random();
    for (int i = 0; i < ACCOUNTS; i++) {
      keys.add(account(i));
    }
    for (int i = 0; i < weather.keys(); i++) {
      keys.add("k" + i);
    }
  }

  static String account(int number) {
    return "a" + number;
  }

  /** A token of a transaction that has ended. */
  record Token(RecordedTransaction of, CausalityToken token) {}

  /** Notes what a transaction has seen. */
  void ended(RecordedTransaction of, Transaction transaction) {
    lastToken = new Token(of, transaction.causalityToken());
  }

  /** The token of the transaction that ended last, now and then. */
  @Nullable Token anyToken() {
    return random.nextInt(3) == 0 ? lastToken : null;
  }

  /** A key that any transaction may write. */
  String anyKey() {
    return keys.get(random.nextInt(ACCOUNTS, keys.size()));
  }

  static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  /** Whether a failure means no more than that the store, or memory, was asked in vain. */
  static boolean isTransient(EngineException error) {
    return error.code() == ErrorCode.STORAGE_UNAVAILABLE || error.code() == ErrorCode.OUT_OF_MEMORY;
  }

  /** While the store is down, the node may not hear in time of what a token names. */
  boolean mayFailToBegin(EngineException error) {
    return isTransient(error)
        || (error.code() == ErrorCode.CAUSALITY_TIMEOUT && weather.outage() > 0);
  }

  /**
   * Notes that a call of a transaction failed.
   *
   * @param expected whether the error is one that this call may give
   * @return whether the transaction is still running
   */
  boolean goesOn(RecordedTransaction known, EngineException error, boolean expected) {
    if (!expected && !isAllowed(known, error)) {
      chronicle.violation(known + " failed with " + error.code() + " " + error.getMessage());
    }
    if (known.status == Status.RUNNING && isTransient(error)) {
      return true;
    }
    chronicle.ended(known, Status.ABORTED);
    return false;
  }

  private boolean isAllowed(RecordedTransaction known, EngineException error) {
    boolean old = time.nanos() - known.beginNanos >= Weather.LIFETIME.toNanos();
    return isTransient(error)
        || (error.code() == ErrorCode.TRANSACTION_EXPIRED && old)
        || (error.code() == ErrorCode.TRANSACTION_ABORTED && known.fenced)
        || (error.code() == ErrorCode.NO_ACTIVE_TRANSACTION && (known.fenced || old));
  }
}
