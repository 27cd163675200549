package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.ValueRequest.Wanted;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes sorted entries as run objects, one after the other, so that memory holds one at a time,
 * and puts the pages of what it has written into memory. Thread-safe.
 */
final class RunWriter {
  private static final int REQUESTS_AT_ONCE = 3;

  private final ObjectStore objects;
  private final WriterId writer;
  private final ValueReader values;
  private final IndexMemory memory;
  private final RunSettings settings;
  private final Executor worker;
  private final AtomicLong sequences = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  RunWriter(
      ObjectStore objects,
      WriterId writer,
      ValueReader values,
      IndexMemory memory,
      RunSettings settings,
      Executor worker) {
    this.objects = objects;
    this.writer = writer;
    this.values = values;
    this.memory = memory;
    this.settings = settings;
    this.worker = worker;
  }

  /** Nothing new is written from now on. */
  void close() {
    closed.set(true);
  }

  /**
   * Writes all entries of {@code source}; {@code written} gets the objects as they are done, in the
   * order of their keys, and may have some when this fails.
   *
   * @param begun is told the name of each object before it may be there
   */
  CompletableFuture<Void> write(EntrySource source, List<Run> written, Consumer<String> begun) {
    long sequence = sequences.incrementAndGet();
    Draft draft = new Draft(sequence, source, written, begun);
    return Steps.repeat(draft::step, worker);
  }

  /** One sorted run on its way to its objects. */
  private final class Draft {
    private final long sequence;
    private final EntrySource source;
    private final List<Run> written;
    private final Consumer<String> begun;
    private RunDraft part = new RunDraft(settings);

    Draft(long sequence, EntrySource source, List<Run> written, Consumer<String> begun) {
      this.sequence = sequence;
      this.source = source;
      this.written = written;
      this.begun = begun;
    }

    CompletableFuture<Boolean> step() {
      while (!part.isFull() && source.hasNext()) {
        Map.Entry<Bytes, Slot> next = source.next();
        part.add(next.getKey(), next.getValue());
      }
      if (!part.isFull() && source.isStarved()) {
        return source.load().thenApply(loaded -> true);
      }
      if (part.isEmpty()) {
        return CompletableFuture.completedFuture(false);
      }
      RunLayout layout = part.finish(ObjectNames.run(writer, sequence, written.size()));
      part = new RunDraft(settings);
      return put(layout, begun)
          .thenApply(
              run -> {
                written.add(run);
                return true;
              });
    }
  }

  private CompletableFuture<Run> put(RunLayout layout, Consumer<String> begun) {
    byte[] object = layout.newObject();
    return fill(object, layout.values())
        .thenCompose(
            filled -> {
              if (closed.get()) {
                return CompletableFuture.failedFuture(Steps.closed());
              }
              begun.accept(layout.record().name());
              return objects.put(layout.record().name(), Bytes.wrap(object));
            })
        .thenApply(
            done -> {
              Run run = layout.newRun();
              layout.pages(run, object).forEach(memory::add);
              return run;
            });
  }

  /** Brings the values to the start of the object. */
  private CompletableFuture<Void> fill(byte[] object, List<Slot> slots) {
    int[] places = new int[slots.size()];
    int at = 0;
    for (int i = 0; i < slots.size(); i++) {
      places[i] = at;
      if (slots.get(i) instanceof Slot.Inline inline) {
        byte[] value = inline.value().unsafeArray();
        System.arraycopy(value, 0, object, at, value.length);
        at += value.length;
      } else if (slots.get(i) instanceof Slot.InRun inRun) {
        at += inRun.length();
      }
    }
    return copy(ValueRequest.plan(ValueReader.inRuns(slots), settings), places, object);
  }

  private CompletableFuture<Void> copy(List<ValueRequest> requests, int[] places, byte[] object) {
    AtomicInteger next = new AtomicInteger();
    List<CompletableFuture<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < Math.min(REQUESTS_AT_ONCE, requests.size()); lane++) {
      lanes.add(
          Steps.repeat(
              () -> {
                int mine = next.getAndIncrement();
                return mine < requests.size()
                    ? copy(requests.get(mine), places, object)
                    : CompletableFuture.completedFuture(false);
              },
              worker));
    }
    return CompletableFuture.allOf(lanes.toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Boolean> copy(ValueRequest request, int[] places, byte[] object) {
    return values
        .read(request)
        .thenApply(
            answer -> {
              Bytes bytes = answer.orElseThrow(() -> new RunGoneException(request.run()));
              for (Wanted wanted : request.wanted()) {
                int from = request.locate(wanted, bytes);
                System.arraycopy(
                    bytes.unsafeArray(),
                    from,
                    object,
                    places[wanted.index()],
                    wanted.slot().length());
              }
              return true;
            });
  }
}
