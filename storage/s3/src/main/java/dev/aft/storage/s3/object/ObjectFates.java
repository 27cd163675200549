package dev.aft.storage.s3.object;

import dev.aft.storage.s3.object.ObjectFate.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Decides what goes wrong. Thread-safe. */
@FunctionalInterface
public interface ObjectFates {
  /** Nothing goes wrong. */
  ObjectFates NONE = call -> ObjectFate.NONE;

  /** What happens to this call; asked once for each. */
  ObjectFate decide(ObjectCall call);

  /**
   * Each call fails with the probability given, in one of the ways that end with an answer, and
   * takes up to {@code delay} each way.
   */
  static ObjectFates random(RandomGenerator random, double probability, Duration delay) {
    Fault[] faults = {
      Fault.NOT_DONE,
      Fault.THROTTLED,
      Fault.UNKNOWN_BUT_DONE,
      Fault.UNKNOWN_AND_NOT_DONE,
      Fault.UNKNOWN_AND_DONE_LATER
    };
    return call -> {
      Fault fault =
          random.nextDouble() < probability ? faults[random.nextInt(faults.length)] : Fault.NONE;
      return new ObjectFate(fault, upTo(random, delay), upTo(random, delay));
    };
  }

  private static Duration upTo(RandomGenerator random, Duration most) {
    return most.isZero() ? most : Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  /** Fates written one by one: each meets the first call from then on that it is meant for. */
  final class Script implements ObjectFates {
    private record Line(Predicate<ObjectCall> meant, ObjectFate fate) {}

    private final List<Line> lines = new ArrayList<>();

    /** The next call of this step, after those that earlier lines are for, has this fault. */
    public Script then(ObjectStep step, Fault fault) {
      return then(call -> call.step() == step, ObjectFate.of(fault));
    }

    /** The next call that {@code meant} accepts, and no earlier line, has this fate. */
    public synchronized Script then(Predicate<ObjectCall> meant, ObjectFate fate) {
      lines.add(new Line(meant, fate));
      return this;
    }

    @Override
    public synchronized ObjectFate decide(ObjectCall call) {
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).meant().test(call)) {
          return lines.remove(i).fate();
        }
      }
      return ObjectFate.NONE;
    }

    /** Whether every fate of the script has happened. */
    public synchronized boolean isDone() {
      return lines.isEmpty();
    }
  }
}
