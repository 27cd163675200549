package dev.aft.engine.user;

import dev.aft.engine.future.AsyncLoop;
import dev.aft.engine.future.Futures;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Reads the users as a transaction sees them. Thread-safe and without state. */
final class UserEntries {
  private static final int PAGE = 256;

  private final Executor worker;

  /**
   * @param worker goes on with long listings
   */
  UserEntries(Executor worker) {
    this.worker = worker;
  }

  CompletableFuture<Optional<Bytes>> stamp(Transaction transaction) {
    return transaction.read(UserKeys.STAMP);
  }

  /** All users, in order of their names. */
  CompletableFuture<List<User>> all(Transaction transaction) {
    TransactionScan scan = transaction.scan(UserKeys.all(), ScanDirection.FORWARD);
    List<User> users = new ArrayList<>();
    return Futures.map(
        AsyncLoop.run(
            () -> scan.next(PAGE),
            page -> {
              page.forEach(
                  entry -> users.add(UserCodec.decode(UserKeys.name(entry.key()), entry.value())));
              return !page.isEmpty();
            },
            worker),
        done -> users);
  }
}
