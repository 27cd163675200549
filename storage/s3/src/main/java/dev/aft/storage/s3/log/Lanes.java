package dev.aft.storage.s3.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls for each of many things, some at a time. */
final class Lanes<I, O> {
  private final List<I> inputs;
  private final Function<I, CompletableFuture<O>> call;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger left;
  private final List<@Nullable O> outputs;
  private final CompletableFuture<List<O>> done = new CompletableFuture<>();

  private Lanes(List<I> inputs, Function<I, CompletableFuture<O>> call) {
    this.inputs = List.copyOf(inputs);
    this.call = call;
    this.left = new AtomicInteger(inputs.size());
    this.outputs =
        Collections.synchronizedList(new ArrayList<>(Collections.nCopies(inputs.size(), null)));
  }

  /** The answers in the order of the inputs; the first failure fails all. */
  static <I, O> CompletableFuture<List<O>> callAll(
      List<I> inputs, int atOnce, Function<I, CompletableFuture<O>> call) {
    Lanes<I, O> lanes = new Lanes<>(inputs, call);
    if (inputs.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    for (int lane = 0; lane < atOnce; lane++) {
      lanes.goOn();
    }
    return lanes.done;
  }

  /** Loops while answers are there at once, so that the stack does not grow. */
  private void goOn() {
    boolean atOnce = true;
    while (atOnce && !done.isDone()) {
      int index = next.getAndIncrement();
      if (index >= inputs.size()) {
        return;
      }
      CompletableFuture<O> answer = begin(inputs.get(index));
      atOnce = answer.isDone();
      boolean inLoop = atOnce;
      var unused =
          answer.whenComplete(
              (output, failure) -> {
                answered(index, output, failure);
                if (!inLoop) {
                  goOn();
                }
              });
    }
  }

  /** Whatever it throws, an {@link Error} too, fails the result: who waits must hear of it. */
  private CompletableFuture<O> begin(I input) {
    try {
      return call.apply(input);
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(int index, @Nullable O output, @Nullable Throwable failure) {
    if (failure != null) {
      done.completeExceptionally(failure);
      return;
    }
    outputs.set(index, output);
    if (left.decrementAndGet() == 0) {
      List<O> all = new ArrayList<>(outputs.size());
      for (O each : outputs) {
        if (each != null) {
          all.add(each);
        }
      }
      done.complete(all);
    }
  }
}
