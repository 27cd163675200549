package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.ObjectCall;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFate;
import dev.aft.storage.s3.object.ObjectFate.Fault;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.KeyRange;
import dev.aft.storage.spi.ScanDirection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One run of {@link S3StoreModelTest} under one seed. */
final class ModelRun {
  private static final int STEPS = 120;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Checkpoints all the time, and the larger values as objects. */
  private static final LogSettings SETTINGS =
      new LogSettings(64 << 10, 3, 1 << 20, 20, TIMEOUT, 10 << 20, 1 << 20, 6, 1_000);

  private final SplittableRandom random;
  private final World world;
  private final double takeOver;
  private final ObjectFates faults;
  private final Model model = new Model();
  private final List<Running> running = new ArrayList<>();
  private boolean calm;
  private int locks;

  private record Call(Model.Batch batch, CompletableFuture<CreateResult> future) {}

  private static final class Running {
    final World.Opening process;
    final List<Call> calls = new ArrayList<>();

    Running(World.Opening process) {
      this.process = process;
    }

    @Nullable S3Store store() {
      return process.opening.isDone() && !process.opening.isCompletedExceptionally()
          ? process.opening.join()
          : null;
    }
  }

  ModelRun(SplittableRandom random, double faultProbability, double takeOver) {
    this.random = random;
    this.takeOver = takeOver;
    this.world = new World(random.nextLong());
    ObjectFates often = ObjectFates.random(random.split(), faultProbability, Duration.ofMillis(60));
    this.faults = call -> calm ? ObjectFate.NONE : silentNowAndThen(often, call);
  }

  private ObjectFate silentNowAndThen(ObjectFates others, ObjectCall call) {
    boolean silent =
        call.kind() == ObjectCall.Kind.CREATE_IF_ABSENT
            && call.names().get(0).startsWith("log/")
            && random.nextInt(200) == 0;
    return silent ? ObjectFate.of(Fault.NEVER_ANSWERED) : others.decide(call);
  }

  void run() {
    start();
    for (int step = 0; step < STEPS; step++) {
      act();
      world.passes(Duration.ofNanos(random.nextLong(40_000_000)));
    }
    calm = true;
    world.passes(TIMEOUT.multipliedBy(4));
    everyCallHasAnAnswer();
    S3Store auditor = reopen();
    List<Entry> state = state(auditor);
    List<Integer> happened = model.check(state);
    world.passes(Duration.ofMinutes(3));
    S3Store later = reopen();
    assertEquals(happened, model.check(state(later)), "what was unknown is final");
    assertEquals(CreateResult.CREATED, world.await(later.createIfAbsent(Bytes.EMPTY, Bytes.EMPTY)));
  }

  private void start() {
    running.add(new Running(world.new Opening(SETTINGS, faults, dies())));
  }

  /** Dies before or after some object is touched, now and then. */
  private ObjectFailPoints dies() {
    int after = random.nextInt(40, 400);
    int[] reached = {0};
    return (moment, call) -> {
      if (!calm && ++reached[0] == after) {
        throw new dev.aft.storage.spi.UnknownOutcomeException(
            dev.aft.storage.spi.StorageException.Reason.UNAVAILABLE, "Died as planned.", null);
      }
    };
  }

  private void act() {
    running.removeIf(this::isOver);
    if (running.isEmpty() || (running.size() < 3 && random.nextDouble() < takeOver / 20)) {
      start();
    }
    Running process = running.get(random.nextInt(running.size()));
    S3Store store = process.store();
    if (store == null) {
      return;
    }
    int writes = random.nextInt(4);
    for (int i = 0; i < writes; i++) {
      write(process, store);
    }
    if (random.nextInt(3) == 0) {
      read(store);
    }
    if (random.nextInt(60) == 0) {
      process.process.objects.crash();
    }
  }

  private boolean isOver(Running process) {
    boolean dead = process.process.objects.hasCrashed();
    boolean refused =
        process.process.opening.isCompletedExceptionally()
            || Optional.ofNullable(process.store())
                .map(s -> s.read(Bytes.EMPTY).isCompletedExceptionally())
                .orElse(false);
    if (dead) {
      process.calls.forEach(call -> call.batch().forget(world.time.nanoTime()));
    }
    return dead || refused;
  }

  private void write(Running process, S3Store store) {
    int pair = random.nextInt(4);
    String lock =
        random.nextInt(3) == 0 ? "lock/" + (random.nextInt(3) == 0 ? ++locks : locks) : null;
    Model.Batch batch = model.next(pair, lock, random.nextInt(6) == 0, world.time.nanoTime());
    CompletableFuture<CreateResult> future =
        store.commitIfAbsent(batch.conditions(), batch.writes());
    process.calls.add(new Call(batch, future));
    model.hears(batch, future, world.time::nanoTime);
  }

  /** Pairs are seen as a whole, and nothing acknowledged to this process is missing. */
  private void read(S3Store store) {
    KeyRange pairs = KeyRange.prefix(Bytes.utf8("pair/"));
    var unused =
        store
            .scanSnapshot(pairs, ScanDirection.FORWARD, 100)
            .thenAccept(
                entries -> {
                  for (int i = 0; i < entries.size(); i += 2) {
                    boolean whole = entries.get(i).value().equals(entries.get(i + 1).value());
                    if (!whole) {
                      torn = "a snapshot has half a batch: " + entries.get(i).key().toUtf8();
                    }
                  }
                });
  }

  private @Nullable String torn;

  private void everyCallHasAnAnswer() {
    assertEquals(null, torn);
    for (Running process : running) {
      if (process.store() != null && !process.process.objects.hasCrashed()) {
        process.calls.forEach(call -> assertTrue(call.future().isDone(), "a call has no answer"));
      }
      process.process.objects.crash();
      process.calls.forEach(call -> call.batch().forget(world.time.nanoTime()));
    }
  }

  private S3Store reopen() {
    return world.new Opening(SETTINGS, ObjectFates.NONE, ObjectFailPoints.NONE).store();
  }

  private List<Entry> state(S3Store store) {
    List<Entry> forward =
        world.await(store.scan(KeyRange.ALL, ScanDirection.FORWARD, Integer.MAX_VALUE));
    List<Entry> backward =
        new ArrayList<>(
            world.await(store.scan(KeyRange.ALL, ScanDirection.BACKWARD, Integer.MAX_VALUE)));
    java.util.Collections.reverse(backward);
    assertEquals(forward, backward);
    return forward;
  }
}
