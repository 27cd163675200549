package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.run.ValueRequest.Wanted;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads values of runs and values in objects of their own. Thread-safe. */
final class ValueReader {
  private final ObjectStore objects;
  private final RunSettings settings;
  private final RunCounters counters;

  ValueReader(ObjectStore objects, RunSettings settings, RunCounters counters) {
    this.objects = objects;
    this.settings = settings;
    this.counters = counters;
  }

  /** See {@link Runs#fetch}. */
  CompletableFuture<List<Optional<Bytes>>> fetch(List<? extends Slot> slots) {
    List<Optional<Bytes>> values = new ArrayList<>();
    List<CompletableFuture<Void>> requests = new ArrayList<>();
    for (Slot slot : slots) {
      values.add(
          slot instanceof Slot.Inline inline ? Optional.of(inline.value()) : Optional.empty());
    }
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i) instanceof Slot.External external) {
        requests.add(fetch(external, i, values));
      }
    }
    ValueRequest.plan(inRuns(slots), settings)
        .forEach(request -> requests.add(fetch(request, values)));
    return CompletableFuture.allOf(requests.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> values);
  }

  private CompletableFuture<Void> fetch(ValueRequest request, List<Optional<Bytes>> values) {
    return read(request)
        .thenAccept(
            answer -> {
              if (answer.isPresent()) {
                request.wanted().forEach(wanted -> take(wanted, request, answer.get(), values));
              }
            });
  }

  private static void take(
      Wanted wanted, ValueRequest request, Bytes answer, List<Optional<Bytes>> values) {
    int from = request.locate(wanted, answer);
    set(values, wanted.index(), answer.slice(from, from + wanted.slot().length()));
  }

  private CompletableFuture<Void> fetch(
      Slot.External external, int index, List<Optional<Bytes>> values) {
    counters.valueRequests.increment();
    return objects
        .get(external.object())
        .thenAccept(
            answer -> {
              if (answer.isPresent()) {
                Bytes value = answer.get();
                int length = Math.max(external.length(), value.length());
                ValueRequest.verify(
                    value.unsafeArray(), 0, length, external.checksum(), external.object());
                set(values, index, value);
              }
            });
  }

  /** Answers come on several threads; each fills a place of its own. */
  private static void set(List<Optional<Bytes>> values, int index, Bytes value) {
    synchronized (values) {
      values.set(index, Optional.of(value));
    }
  }

  /** The bytes of a request, not verified; empty when the run is gone. */
  CompletableFuture<Optional<Bytes>> read(ValueRequest request) {
    counters.valueRequests.increment();
    return objects.getRange(request.run(), request.offset(), request.length());
  }

  /** Those of {@code slots} that are in runs. */
  static List<Wanted> inRuns(List<? extends Slot> slots) {
    List<Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i) instanceof Slot.InRun inRun) {
        wanted.add(new Wanted(i, inRun));
      }
    }
    return wanted;
  }
}
