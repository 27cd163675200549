package dev.aft.storage.s3.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs asynchronous tasks, so many at one time. After a failure no other begins; the future fails
 * when those under way have ended.
 */
public final class Lanes {
  private final Iterator<? extends Supplier<? extends CompletableFuture<?>>> tasks;
  private final IntSupplier width;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private int running;
  private boolean starting;
  private @Nullable Throwable failure;

  private Lanes(
      Iterator<? extends Supplier<? extends CompletableFuture<?>>> tasks, IntSupplier width) {
    this.tasks = tasks;
    this.width = width;
  }

  static CompletableFuture<Void> run(
      int width, Iterator<? extends Supplier<? extends CompletableFuture<?>>> tasks) {
    return run(() -> width, tasks);
  }

  private static CompletableFuture<Void> run(
      IntSupplier width, Iterator<? extends Supplier<? extends CompletableFuture<?>>> tasks) {
    Lanes lanes = new Lanes(tasks, width);
    lanes.startAll();
    return lanes.result;
  }

  /**
   * Calls for each of the inputs, so many at one time.
   *
   * @param width at least 1; asked before each call, so that it may change meanwhile
   * @return the answers in the order of the inputs; the first failure fails all
   */
  public static <I, O> CompletableFuture<List<O>> callAll(
      List<I> inputs, IntSupplier width, Function<I, CompletableFuture<O>> call) {
    if (inputs.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<@Nullable O> answers =
        Collections.synchronizedList(new ArrayList<>(Collections.nCopies(inputs.size(), null)));
    Iterator<Supplier<CompletableFuture<?>>> tasks =
        IntStream.range(0, inputs.size())
            .<Supplier<CompletableFuture<?>>>mapToObj(
                i -> () -> call.apply(inputs.get(i)).thenAccept(answer -> answers.set(i, answer)))
            .iterator();
    return run(width, tasks)
        .thenApply(done -> answers.stream().map(Objects::requireNonNull).toList());
  }

  /** A task that ends while it is started does not come back here: the loop goes on instead. */
  private void startAll() {
    synchronized (this) {
      if (starting) {
        return;
      }
      starting = true;
    }
    Supplier<? extends CompletableFuture<?>> next = next();
    while (next != null) {
      CompletableFuture<?> unused = begin(next).whenComplete((done, failed) -> ended(failed));
      next = next();
    }
  }

  /** Whatever it throws, an {@link Error} too, fails the result: who waits must hear of it. */
  private static CompletableFuture<?> begin(Supplier<? extends CompletableFuture<?>> task) {
    try {
      return task.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private synchronized @Nullable Supplier<? extends CompletableFuture<?>> next() {
    if (failure == null && running < width.getAsInt() && tasks.hasNext()) {
      running++;
      return tasks.next();
    }
    starting = false;
    return null;
  }

  private void ended(@Nullable Throwable failed) {
    boolean over;
    Throwable first;
    synchronized (this) {
      running--;
      failure = failure == null ? failed : failure;
      first = failure;
      over = running == 0 && (first != null || !tasks.hasNext());
    }
    if (!over) {
      startAll();
    } else if (first == null) {
      result.complete(null);
    } else {
      result.completeExceptionally(first);
    }
  }
}
