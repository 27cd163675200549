package dev.aft.conformance.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client saw and did in one transaction, in order.
 *
 * @param writer the mark the transaction writes into every value, unique
 * @param committed whether the commit was acknowledged; null when the outcome is not known
 */
record Recording(String writer, List<Operation> operations, @Nullable Boolean committed) {
  Recording {
    operations = List.copyOf(operations);
  }

  /** One operation. */
  sealed interface Operation {
    /**
     * A value read.
     *
     * @param value the writer's mark found, or null when the key was absent
     */
    record Read(Cell cell, @Nullable String value) implements Operation {}

    /** A range read at once: every cell of the group that was there. */
    record Scan(int group, Map<Integer, String> values) implements Operation {
      public Scan {
        values = Map.copyOf(values);
      }
    }

    record Write(Cell cell) implements Operation {}

    record Delete(Cell cell) implements Operation {}
  }

  /** A key: every writer of a group writes (or deletes) all cells of the group. */
  record Cell(int group, int index) {}

  /** Collects operations while the transaction runs. */
  static final class Builder {
    private final String writer;
    private final List<Operation> operations = new ArrayList<>();

    Builder(String writer) {
      this.writer = writer;
    }

    String writer() {
      return writer;
    }

    void add(Operation operation) {
      operations.add(operation);
    }

    Recording end(@Nullable Boolean committed) {
      return new Recording(writer, operations, committed);
    }
  }
}
