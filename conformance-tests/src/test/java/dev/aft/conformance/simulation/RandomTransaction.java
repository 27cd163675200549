package dev.aft.conformance.simulation;

import dev.aft.conformance.simulation.RecordedTransaction.Status;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CommitOutcome;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.engine.transaction.TransactionScan;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A transaction of random reads, scans and writes, with a random end. */
final class RandomTransaction implements Work {
  private static final int MOST_CALLS = 9;

  private final World world;
  private final int client;
  private final Map<String, Map<String, String>> savepoints = new LinkedHashMap<>();
  private @Nullable Transaction transaction;
  private @Nullable RecordedTransaction record;
  private int callsLeft;
  private int values;

  RandomTransaction(World world, int client) {
    this.world = world;
    this.client = client;
    this.callsLeft = world.random.nextInt(1, MOST_CALLS);
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
    return callsLeft-- > 0 ? call(running, known) : end(running, known);
  }

  private @Nullable CompletableFuture<?> begin() {
    TransactionManager manager = world.node.manager();
    if (manager == null) {
      return null;
    }
    World.Token token = world.anyToken();
    return manager
        .beginWhenReady(
            new TransactionOptions(false, null, null, token == null ? null : token.token()))
        .thenAccept(
            begun -> {
              transaction = begun;
              RecordedTransaction known = world.chronicle.begin(client, begun.id());
              known.after = token == null ? null : token.of();
              record = known;
            });
  }

  private CompletableFuture<?> call(Transaction running, RecordedTransaction known) {
    return switch (world.random.nextInt(12)) {
      case 0, 1, 2 -> read(running, known, anyKeyAtAll());
      case 3 -> readMany(running, known);
      case 4, 5 -> scan(running, known);
      case 6 -> delete(running, known, world.anyKey());
      case 7 -> savepoint(running, known);
      default -> write(running, known, world.anyKey());
    };
  }

  private String anyKeyAtAll() {
    return world.keys.get(world.random.nextInt(world.keys.size()));
  }

  private CompletableFuture<?> read(Transaction running, RecordedTransaction known, String key) {
    return running
        .read(World.bytes(key))
        .thenAccept(value -> world.chronicle.read(known, key, text(value)));
  }

  private static String text(Optional<Bytes> value) {
    return value.map(Bytes::toUtf8).orElse(Chronicle.ABSENT);
  }

  private CompletableFuture<?> readMany(Transaction running, RecordedTransaction known) {
    List<String> drawn = new ArrayList<>();
    for (int i = world.random.nextInt(1, 5); i > 0; i--) {
      drawn.add(anyKeyAtAll());
    }
    boolean load = drawn.size() % 2 == 0;
    List<String> keys = load ? neighbours(drawn) : drawn;
    List<Bytes> asked = keys.stream().map(World::bytes).toList();
    return (load ? running.readExpectingNone(asked) : running.readMany(asked))
        .thenAccept(
            values -> {
              for (int i = 0; i < keys.size(); i++) {
                world.chronicle.read(known, keys.get(i), text(values.get(i)));
              }
            });
  }

  /** As many keys, side by side: more often than others there is none of them yet. */
  private List<String> neighbours(List<String> drawn) {
    int from = world.keys.indexOf(drawn.get(0));
    return world.keys.subList(from, Math.min(world.keys.size(), from + drawn.size()));
  }

  private CompletableFuture<?> scan(Transaction running, RecordedTransaction known) {
    int from = world.random.nextInt(world.keys.size());
    int to = world.random.nextInt(from, world.keys.size());
    boolean forward = world.random.nextBoolean();
    List<String> keys = new ArrayList<>(world.keys.subList(from, to + 1));
    KeyRange range =
        new KeyRange(World.bytes(keys.get(0)), World.bytes(keys.get(keys.size() - 1)).successor());
    world.chronicle.note(known, "scans " + keys.get(0) + " to " + keys.get(keys.size() - 1));
    if (!forward) {
      Collections.reverse(keys);
    }
    TransactionScan scan =
        running.scan(range, forward ? ScanDirection.FORWARD : ScanDirection.BACKWARD);
    return page(scan, known, keys);
  }

  /** Reads a page; those of {@code keys} that it steps over are absent. */
  private CompletableFuture<?> page(
      TransactionScan scan, RecordedTransaction known, List<String> keys) {
    int wanted = world.random.nextInt(1, 6);
    return scan.next(wanted)
        .thenCompose(
            entries -> {
              for (Entry entry : entries) {
                String key = entry.key().toUtf8();
                while (!keys.isEmpty() && !keys.get(0).equals(key)) {
                  world.chronicle.read(known, keys.remove(0), Chronicle.ABSENT);
                }
                if (keys.isEmpty()) {
                  world.chronicle.violation(known + " met " + key + " out of order in a scan");
                  return CompletableFuture.<Object>completedFuture(known);
                }
                world.chronicle.read(known, keys.remove(0), entry.value().toUtf8());
              }
              if (entries.isEmpty()) {
                keys.forEach(key -> world.chronicle.read(known, key, Chronicle.ABSENT));
                return CompletableFuture.<Object>completedFuture(known);
              }
              return page(scan, known, keys).thenApply(done -> (Object) done);
            });
  }

  private CompletableFuture<?> write(Transaction running, RecordedTransaction known, String key) {
    String value =
        known.number
            + "."
            + ++values
            + "~".repeat(known.number % 3 == 0 ? 0 : world.weather.valueBytes());
    running.write(World.bytes(key), World.bytes(value));
    world.chronicle.wrote(known, key, value);
    return CompletableFuture.completedFuture(key);
  }

  private CompletableFuture<?> delete(Transaction running, RecordedTransaction known, String key) {
    running.delete(World.bytes(key));
    world.chronicle.wrote(known, key, Chronicle.ABSENT);
    return CompletableFuture.completedFuture(key);
  }

  private CompletableFuture<?> savepoint(Transaction running, RecordedTransaction known) {
    if (savepoints.isEmpty() || world.random.nextBoolean()) {
      String name = "s" + savepoints.size();
      running.setSavepoint(name);
      world.chronicle.note(known, "sets " + name);
      savepoints.put(name, new TreeMap<>(known.writes));
    } else {
      List<String> names = new ArrayList<>(savepoints.keySet());
      int chosen = world.random.nextInt(names.size());
      boolean release = world.random.nextInt(4) == 0;
      if (release) {
        running.releaseSavepoint(names.get(chosen));
      } else {
        running.rollbackToSavepoint(names.get(chosen));
        known.writes = new TreeMap<>(savepoints.get(names.get(chosen)));
      }
      world.chronicle.note(known, (release ? "releases " : "goes back to ") + names.get(chosen));
      names.subList(release ? chosen : chosen + 1, names.size()).forEach(savepoints::remove);
    }
    return CompletableFuture.completedFuture(known);
  }

  private @Nullable CompletableFuture<?> end(Transaction running, RecordedTransaction known) {
    int drawn = world.random.nextInt(100);
    if (drawn < 75) {
      return commit(running, known);
    }
    if (drawn < 85) {
      running.abort();
      world.ended(known, running);
      world.chronicle.ended(known, Status.ABORTED);
    } else if (drawn < 98) {
      world.chronicle.note(known, "is put aside");
      callsLeft = world.random.nextInt(1, MOST_CALLS);
      world.suspended.add(this);
    } else {
      world.chronicle.note(known, "is forgotten");
    }
    return null;
  }

  private CompletableFuture<?> commit(Transaction running, RecordedTransaction known) {
    known.result = world.random.nextInt(5) == 0 ? "result of " + known : null;
    world.chronicle.committing(known);
    return running
        .commit(known.result)
        .thenAccept(
            outcome -> {
              ended(world.chronicle, known, outcome);
              world.ended(known, running);
            });
  }

  static void ended(Chronicle chronicle, RecordedTransaction known, CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Committed) {
      chronicle.ended(known, Status.COMMITTED);
    } else {
      boolean aborted = outcome instanceof CommitOutcome.Aborted;
      chronicle.ended(known, aborted ? Status.ABORTED : Status.UNKNOWN);
    }
  }

  @Override
  public boolean failed(EngineException error) {
    RecordedTransaction known = record;
    if (known != null) {
      return world.goesOn(known, error, false);
    }
    // A token of before the wall clock was turned back may be ahead of it.
    boolean aheadOfClock =
        error.code() == ErrorCode.INVALID_PARAMETER_VALUE && world.weather.isClockWrong();
    if (!world.mayFailToBegin(error) && !aheadOfClock) {
      world.chronicle.violation("a begin failed with " + error.code() + " " + error.getMessage());
    }
    return false;
  }
}
