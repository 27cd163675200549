package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.history.HistoryText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a storm in which clients work while everything goes wrong that the seed thought of, a
 * calm in which everything is found out, and a long quiet after which nothing superfluous may be
 * left.
 */
public final class Simulation {
  private static final long LONGEST_STORM = 40 * VirtualTime.SECOND;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long YEAR_MILLIS = 365 * 24 * HOUR_MILLIS;
  private static final int ASKED_AT_MOST = 20;

  private final VirtualTime time;
  private final Weather weather;
  private final Chronicle chronicle;
  private final SimulatedNode node;
  private final World world;
  private final List<SimulatedClient> clients = new ArrayList<>();
  private boolean draining;
  private long outageEnds;

  private Simulation(long seed, boolean logging, boolean onS3) {
    this.time = new VirtualTime(seed, logging);
    this.weather = Weather.of(time.random());
    this.chronicle = new Chronicle(time);
    this.node = new SimulatedNode(time, weather, onS3);
    this.world = new World(time, weather, node, chronicle);
  }

  /**
   * What came of a seed.
   *
   * @param violations empty when all went well
   * @param log every event, if it was asked for
   * @param history in the text format of public checkers, if it was asked for
   */
  public record Result(
      long seed,
      List<String> violations,
      String log,
      String history,
      int transactions,
      int committed,
      long events) {
    public Result {
      violations = List.copyOf(violations);
    }
  }

  /** Over a store that does whatever the contract allows. */
  public static Result run(long seed, boolean logging) {
    return run(seed, logging, false);
  }

  /** Over the store on S3, over a bucket that does whatever S3 may do. */
  static Result runOnS3(long seed, boolean logging) {
    return run(seed, logging, true);
  }

  private static Result run(long seed, boolean logging, boolean onS3) {
    Simulation simulation = new Simulation(seed, logging, onS3);
    try {
      simulation.run();
    } catch (RuntimeException | AssertionError e) {
      simulation.chronicle.violation("the simulation failed: " + e + " " + firstFrame(e));
    }
    return simulation.result(seed);
  }

  private static String firstFrame(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0 ? "" : trace[0].toString();
  }

  private Result result(long seed) {
    List<RecordedTransaction> all = chronicle.transactions();
    int committed = (int) all.stream().filter(t -> t.status == Status.COMMITTED).count();
    return new Result(
        seed,
        chronicle.violations(),
        time.logged(),
        history(),
        all.size(),
        committed,
        time.eventCount());
  }

  private String history() {
    if (time.logged().isEmpty()) {
      return "";
    }
    try {
      StringBuilder text = new StringBuilder();
      HistoryText.write(Histories.history(chronicle, world.keys).withoutDeletedKeys(), text);
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    time.log(() -> weather.toString());
    node.onDeath(this::nodeDied);
    node.start();
    openAccounts();
    storm();
    calm();
    quiet();
    Checker.check(chronicle, node.timestamps());
    Histories.check(chronicle, world.keys);
    checkAccounts();
  }

  private void nodeDied() {
    chronicle.nodeDied();
    world.suspended.clear();
    clients.forEach(SimulatedClient::disconnect);
  }

  private TransactionManager manager() {
    return Objects.requireNonNull(node.manager(), "the node is down");
  }

  private void openAccounts() {
    Transaction transaction = manager().begin(TransactionOptions.DEFAULT);
    RecordedTransaction first = chronicle.begin(0, transaction.id());
    for (int i = 0; i < World.ACCOUNTS; i++) {
      String value = Transfer.value(first, i, World.FIRST_BALANCE);
      transaction.write(World.bytes(World.account(i)), World.bytes(value));
      chronicle.wrote(first, World.account(i), value);
    }
    chronicle.committing(first);
    var unused =
        transaction
            .commit()
            .thenAccept(outcome -> RandomTransaction.ended(chronicle, first, outcome));
    time.pass(10 * VirtualTime.SECOND);
  }

  // The storm

  private void storm() {
    node.setStormy(true);
    time.driftWallClock(weather.drift());
    for (int i = 1; i <= weather.clients(); i++) {
      int number = i;
      SimulatedClient client =
          new SimulatedClient(time, weather, chronicle, () -> nextWork(number));
      clients.add(client);
      client.start();
    }
    plan(
        weather.deaths(),
        () -> {
          if (!draining) {
            node.die();
          }
        });
    plan(weather.clockJumps(), this::turnClock);
    plan(weather.outage() == 0 ? 0 : 1, this::beginOutage);
    long end = time.nanos() + LONGEST_STORM;
    while (time.nanos() < end && chronicle.transactions().size() < weather.transactions()) {
      time.pass(100 * VirtualTime.MILLI);
    }
    time.pass(Math.max(0, outageEnds - time.nanos()));
  }

  private void beginOutage() {
    if (!draining) {
      node.setStoreDown(true);
      outageEnds = time.nanos() + weather.outage();
      time.after(weather.outage(), () -> node.setStoreDown(false));
    }
  }

  private void plan(int times, Runnable event) {
    for (int i = 0; i < times; i++) {
      time.after(time.random().nextLong(12 * VirtualTime.SECOND), event);
    }
  }

  private void turnClock() {
    long offset =
        switch (time.random().nextInt(4)) {
          case 0 -> YEAR_MILLIS;
          case 1 -> 0;
          case 2 -> time.random().nextLong(-10_000, 10_000);
          default -> -HOUR_MILLIS;
        };
    time.log(() -> "the wall clock is off by " + offset + " ms");
    time.turnWallClock(offset);
  }

  private @Nullable Work nextWork(int client) {
    if (draining || node.manager() == null) {
      return null;
    }
    int drawn = time.random().nextInt(100);
    if (drawn < 15 && !world.suspended.isEmpty()) {
      return world.suspended.remove(time.random().nextInt(world.suspended.size()));
    }
    if (drawn < 30) {
      return new TransferAttempt(world, client, transfer());
    }
    RecordedTransaction lost = drawn < 60 ? unanswered() : null;
    if (lost != null) {
      return new Question(world, lost, true);
    }
    if (drawn < 40) {
      List<RecordedTransaction> all = chronicle.transactions();
      RecordedTransaction asked = all.get(time.random().nextInt(all.size()));
      return new Question(world, asked, time.random().nextInt(4) == 0);
    }
    return new RandomTransaction(world, client);
  }

  /** An unfinished transfer, or a new one. */
  private Transfer transfer() {
    for (Transfer transfer : world.transfers) {
      if (transfer.isWorthARetry() && time.random().nextInt(3) > 0) {
        return transfer;
      }
    }
    return new Transfer(world);
  }

  /** A transaction whose outcome nobody knows, and somebody can tell. */
  private @Nullable RecordedTransaction unanswered() {
    for (RecordedTransaction t : chronicle.unknown()) {
      if (!t.isForgotten) {
        return t;
      }
    }
    return null;
  }

  // The calm

  /** Everything is answered again, what runs comes to its end, and what is unknown is asked. */
  private void calm() {
    draining = true;
    clients.forEach(SimulatedClient::drain);
    node.setStormy(false);
    time.log(() -> "calm");
    for (int i = 0; i < ASKED_AT_MOST && node.manager() == null; i++) {
      time.pass(VirtualTime.SECOND);
    }
    askUnknown();
    time.pass(Weather.LIFETIME.toNanos() + 5 * VirtualTime.SECOND);
    askUnknown();
    audit();
    // Whatever happened, the node has found out about its commits by itself by now.
    requireZero(manager().statistics(), "commits.underway");
  }

  private void askUnknown() {
    for (RecordedTransaction t : List.copyOf(chronicle.unknown())) {
      Question question = new Question(world, t, true);
      CompletableFuture<?> answer = question.step();
      if (answer != null) {
        var unused =
            answer.exceptionally(
                error -> {
                  chronicle.note(t, "cannot be asked for: " + error.getMessage());
                  return null;
                });
      }
    }
    time.pass(2 * VirtualTime.SECOND);
  }

  /** Reads everything, once key by key and once in a scan. */
  private void audit() {
    new Audit(world).run();
    time.pass(5 * VirtualTime.SECOND);
  }

  // The quiet

  private void quiet() {
    long retention = Weather.LIFETIME.toNanos() + Weather.SKEW.toNanos();
    time.pass(2 * retention + Weather.KEY_LIFETIME.toNanos());
    // A commit that touches no data: what is older than the newest commit grows old.
    var unused = manager().begin(TransactionOptions.DEFAULT).commit("the last one");
    time.pass(Weather.KEY_LIFETIME.toNanos() + 4 * retention);
    var unusedToo = manager().begin(TransactionOptions.DEFAULT).commit("really");
    time.pass(4 * retention);
    for (int i = 0; i < ASKED_AT_MOST && !node.isQuiet(); i++) {
      time.pass(VirtualTime.SECOND / 10);
    }
    if (!node.isQuiet()) {
      chronicle.violation("writes are under way in the quiet");
    }
    Map<String, Long> statistics = manager().statistics();
    for (String name : List.of("transactions.running", "commits.underway", "writebuffer.bytes")) {
      requireZero(statistics, name);
    }
    requireZero(statistics, "reads.belowretained");
    if (weather.clockJumps() == 0 || weather.longestLate() == 0) {
      Leftovers.check(
          node.data(), liveKeys(), node.revivals(), weather.clockJumps() > 0, chronicle);
    }
    // Else: a wall clock that jumps a year makes what is still on its way old enough to be passed
    // by collection. Nobody sees it, but it stays.
  }

  private void requireZero(Map<String, Long> statistics, String name) {
    Long value = statistics.get(name);
    if (value == null || value != 0) {
      chronicle.violation(name + " is " + value + " in the end");
    }
  }

  private long liveKeys() {
    List<RecordedTransaction> all = chronicle.transactions();
    Map<String, String> audited = all.get(all.size() - 1).reads;
    return audited.values().stream().filter(value -> !value.isEmpty()).count();
  }

  /** Each transfer that was committed counts once. */
  private void checkAccounts() {
    world.transfers.forEach(transfer -> transfer.check(chronicle));
    if (!chronicle.unknown().isEmpty()) {
      // Too old to be asked for when the store answered again.
      return;
    }
    List<RecordedTransaction> all = chronicle.transactions();
    Map<String, String> audited = all.get(all.size() - 1).reads;
    for (int i = 0; i < World.ACCOUNTS; i++) {
      String account = World.account(i);
      int expected = World.FIRST_BALANCE;
      for (Transfer transfer : world.transfers) {
        for (RecordedTransaction attempt : transfer.attempts) {
          if (attempt.status == Status.COMMITTED) {
            expected += transfer.to.equals(account) ? transfer.amount : 0;
            expected -= transfer.from.equals(account) ? transfer.amount : 0;
          }
        }
      }
      String value = audited.getOrDefault(account, Chronicle.ABSENT);
      if (value.isEmpty() || Transfer.balance(value) != expected) {
        chronicle.violation(
            "account " + account + " should hold " + expected + " and holds " + value);
      }
    }
  }
}
