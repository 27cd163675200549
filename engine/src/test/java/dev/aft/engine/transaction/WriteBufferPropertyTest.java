package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The write buffer against one that copies everything at each savepoint and mark. */
class WriteBufferPropertyTest {
  private enum Kind {
    PUT,
    DELETE,
    SAVEPOINT,
    ROLLBACK_TO,
    RELEASE,
    MARK,
    RETURN,
    SPILL
  }

  record Step(Kind kind, int argument) {}

  private record Named(String name, Map<String, String> writes) {}

  private record Marked(Map<String, String> writes, List<Named> savepoints) {}

  private static final class Model {
    Map<String, String> writes = new TreeMap<>();
    final List<Named> savepoints = new ArrayList<>();
    final List<Marked> marks = new ArrayList<>();

    /** Spilled values by the number of their write. */
    final Map<Long, Bytes> spilled = new HashMap<>();

    int indexOf(String name) {
      for (int i = savepoints.size() - 1; i >= 0; i--) {
        if (savepoints.get(i).name().equals(name)) {
          return i;
        }
      }
      return -1;
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(Arbitraries.of(Kind.values()), Arbitraries.integers().between(0, 3))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 2000)
  void savepointsAndMarksReturnToTheStateTheyWereSetAt(@ForAll("steps") List<Step> steps) {
    WriteBudget budget = new WriteBudget(1 << 20);
    WriteBuffer buffer = new WriteBuffer(new BufferSize(EngineSettings.DEFAULT, budget));
    Model model = new Model();
    int number = 0;
    for (Step step : steps) {
      apply(step, ++number, buffer, model);
      buffer.takeStale().forEach(model.spilled::remove);
      assertEquals(model.writes, contents(buffer, model), () -> "after " + step + " of " + steps);
    }
    assertEquals(
        model.spilled.values().stream().mapToLong(Bytes::length).sum(), budget.spilledBytes());
    buffer.release();
    assertEquals(0, budget.usedBytes());
    assertEquals(0, budget.spilledBytes());
  }

  private static void apply(Step step, int number, WriteBuffer buffer, Model model) {
    String name = "s" + step.argument();
    switch (step.kind()) {
      case PUT -> {
        String value = "v".repeat(number % 3 * 40) + number;
        buffer.put(Bytes.utf8(name), Bytes.utf8(value));
        model.writes.put(name, value);
      }
      case DELETE -> {
        buffer.put(Bytes.utf8(name), null);
        model.writes.put(name, "");
      }
      case SAVEPOINT -> {
        buffer.setSavepoint(name);
        model.savepoints.add(new Named(name, new TreeMap<>(model.writes)));
      }
      case ROLLBACK_TO, RELEASE -> applyToSavepoint(step.kind(), name, buffer, model);
      case MARK -> {
        model.marks.add(new Marked(new TreeMap<>(model.writes), List.copyOf(model.savepoints)));
        assertEquals(model.marks.size(), buffer.setMark());
      }
      case RETURN -> returnToMark(step.argument() + 1, buffer, model);
      case SPILL -> spill(80L * step.argument(), buffer, model);
    }
  }

  private static void spill(long bytes, WriteBuffer buffer, Model model) {
    List<WriteBuffer.Write> writes = buffer.spillable(bytes);
    writes.forEach(
        write -> model.spilled.put(write.sequence(), Objects.requireNonNull(write.value())));
    buffer.spilled(writes);
    buffer.takeStale().forEach(model.spilled::remove);
  }

  private static void applyToSavepoint(Kind kind, String name, WriteBuffer buffer, Model model) {
    int index = model.indexOf(name);
    boolean release = kind == Kind.RELEASE;
    Runnable call =
        release ? () -> buffer.releaseSavepoint(name) : () -> buffer.rollbackToSavepoint(name);
    if (index < 0) {
      assertThrows(EngineException.class, call::run);
      return;
    }
    call.run();
    if (!release) {
      model.writes = new TreeMap<>(model.savepoints.get(index).writes());
    }
    model.savepoints.subList(release ? index : index + 1, model.savepoints.size()).clear();
  }

  private static void returnToMark(int mark, WriteBuffer buffer, Model model) {
    if (mark > model.marks.size()) {
      return;
    }
    buffer.returnToMark(mark);
    Marked marked = model.marks.get(mark - 1);
    model.writes = new TreeMap<>(marked.writes());
    model.savepoints.clear();
    model.savepoints.addAll(marked.savepoints());
    model.marks.subList(mark, model.marks.size()).clear();
  }

  private static Map<String, String> contents(WriteBuffer buffer, Model model) {
    Map<String, String> contents = new TreeMap<>();
    buffer
        .writes()
        .forEach(
            (key, write) -> {
              Bytes value = write.isSpilled() ? model.spilled.get(write.sequence()) : write.value();
              contents.put(key.toUtf8(), value == null ? "" : value.toUtf8());
            });
    return contents;
  }
}
