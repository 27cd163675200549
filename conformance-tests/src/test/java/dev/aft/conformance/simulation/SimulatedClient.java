package dev.aft.conformance.simulation;

import dev.aft.engine.EngineException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client: one piece of work after the other, one call at a time, with pauses. */
final class SimulatedClient {
  private final VirtualTime time;
  private final Weather weather;
  private final Chronicle chronicle;

  /** Null when there is nothing to do now. */
  private final Supplier<@Nullable Work> next;

  private @Nullable Work work;

  private boolean draining;

  /** Answers to a connection of before are not heard. */
  private int connection;

  SimulatedClient(
      VirtualTime time, Weather weather, Chronicle chronicle, Supplier<@Nullable Work> next) {
    this.time = time;
    this.weather = weather;
    this.chronicle = chronicle;
    this.next = next;
  }

  void start() {
    pause();
  }

  /** Ends when the work under way is done. */
  void drain() {
    draining = true;
  }

  /** The connection is lost, and the work with it. */
  void disconnect() {
    connection++;
    work = null;
    pause();
  }

  private void pause() {
    int current = connection;
    time.after(
        1 + time.delay(weather.thinkTime()),
        () -> {
          if (current == connection) {
            run();
          }
        });
  }

  private void run() {
    if (work == null && draining) {
      return;
    }
    if (work == null) {
      work = next.get();
    }
    Work current = work;
    if (current == null) {
      pause();
      return;
    }
    CompletableFuture<?> call;
    try {
      call = current.step();
    } catch (RuntimeException e) {
      finished(e);
      return;
    }
    if (call == null) {
      work = null;
      pause();
      return;
    }
    int mine = connection;
    var unused =
        call.whenComplete(
            (value, error) -> {
              if (mine == connection) {
                finished(error);
              }
            });
  }

  private void finished(@Nullable Throwable thrown) {
    Throwable error = thrown;
    while (error instanceof CompletionException && error.getCause() != null) {
      error = error.getCause();
    }
    Work current = work;
    if (error instanceof EngineException known) {
      time.log(() -> "error " + known.code() + " " + known.getMessage());
      if (current != null && !current.failed(known)) {
        work = null;
      }
    } else if (error != null) {
      chronicle.violation("not an engine's error: " + error);
      work = null;
    }
    pause();
  }
}
