package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
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
import org.junit.jupiter.api.Test;

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
    DROP_RANGE,
    SPILL
  }

  record Step(Kind kind, int argument) {}

  private record Named(String name, Map<String, String> writes, int ranges) {}

  private record Marked(Map<String, String> writes, List<Named> savepoints, int ranges) {}

  private static final class Model {
    Map<String, String> writes = new TreeMap<>();
    int ranges;
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

  @Property(tries = 2000)
  void whatIsRefusedForWantOfRoomChangesNothing(@ForAll("steps") List<Step> steps) {
    WriteBudget budget = new WriteBudget(1800);
    WriteBuffer buffer = new WriteBuffer(new BufferSize(EngineSettings.DEFAULT, budget));
    Model model = new Model();
    int number = 0;
    for (Step step : steps) {
      long used = budget.usedBytes();
      try {
        apply(step, ++number, buffer, model);
      } catch (EngineException e) {
        assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
        assertEquals(used, budget.usedBytes());
      }
      buffer.takeStale().forEach(model.spilled::remove);
      assertEquals(model.writes, contents(buffer, model), () -> "after " + step + " of " + steps);
      assertEquals(model.ranges, buffer.droppedRanges().size());
    }
    buffer.release();
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void aSavepointOlderThanAMarkIsReturnedToAsAWholeOrNotAtAll() {
    WriteBudget budget = new WriteBudget(800);
    WriteBuffer buffer = new WriteBuffer(new BufferSize(EngineSettings.DEFAULT, budget));
    buffer.setSavepoint("s");
    buffer.put(Bytes.utf8("a"), Bytes.utf8("1"));
    buffer.put(Bytes.utf8("b"), Bytes.utf8("1"));
    buffer.setMark();
    buffer.setSavepoint("t");
    // As others may: room for the return of one key is left.
    budget.take(800 - budget.usedBytes() - 150, 0);
    EngineException e = assertThrows(EngineException.class, () -> buffer.rollbackToSavepoint("s"));
    assertEquals(ErrorCode.OUT_OF_MEMORY, e.code());
    buffer.rollbackToSavepoint("t");
    assertEquals(2, buffer.sorted().size());
    // What the return itself gives back is room for it.
    buffer.put(Bytes.utf8("c"), Bytes.utf8("1"));
    budget.giveBack(60, 0);
    buffer.rollbackToSavepoint("s");
    assertTrue(buffer.isEmpty());
  }

  @Test
  void aStepTakenOverAgainAndAgainTakesNoMoreRoom() {
    WriteBudget budget = new WriteBudget(1 << 20);
    WriteBuffer buffer = new WriteBuffer(new BufferSize(EngineSettings.DEFAULT, budget));
    buffer.dropRange(KeyRange.prefix(Bytes.utf8("x")));
    buffer.setSavepoint("s");
    int mark = buffer.setMark();
    long used = budget.usedBytes();
    for (int i = 0; i < 10; i++) {
      buffer.dropRange(KeyRange.prefix(Bytes.utf8("y")));
      buffer.setMark();
      buffer.dropRange(KeyRange.prefix(Bytes.utf8("z")));
      buffer.rollbackToSavepoint("s");
      buffer.setMark();
      buffer.returnToMark(mark);
      assertEquals(used, budget.usedBytes());
    }
    assertEquals(1, buffer.droppedRanges().size());
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
        model.savepoints.add(new Named(name, new TreeMap<>(model.writes), model.ranges));
      }
      case ROLLBACK_TO, RELEASE -> applyToSavepoint(step.kind(), name, buffer, model);
      case MARK -> {
        int mark = buffer.setMark();
        model.marks.add(
            new Marked(new TreeMap<>(model.writes), List.copyOf(model.savepoints), model.ranges));
        assertEquals(model.marks.size(), mark);
      }
      case RETURN -> returnToMark(step.argument() + 1, buffer, model);
      case DROP_RANGE -> {
        buffer.dropRange(KeyRange.prefix(Bytes.utf8(name)));
        model.ranges++;
      }
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
      model.ranges = model.savepoints.get(index).ranges();
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
    model.ranges = marked.ranges();
    model.savepoints.clear();
    model.savepoints.addAll(marked.savepoints());
    model.marks.subList(mark, model.marks.size()).clear();
  }

  private static Map<String, String> contents(WriteBuffer buffer, Model model) {
    Map<String, String> contents = new TreeMap<>();
    for (Map.Entry<Bytes, WriteBuffer.Write> entry : buffer.sorted()) {
      WriteBuffer.Write write = entry.getValue();
      Bytes value = write.isSpilled() ? model.spilled.get(write.sequence()) : write.value();
      contents.put(entry.getKey().toUtf8(), value == null ? "" : value.toUtf8());
    }
    return contents;
  }
}
