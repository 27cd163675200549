package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.conformance.isolation.Recording.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds anomalies in recordings without knowing how they came about. Every transaction that writes
 * to a group writes all its cells (or deletes all), so whoever reads two cells of a group must find
 * the same writer in both, or both absent.
 */
final class GroupChecker {
  private final Map<String, Recording> byWriter = new HashMap<>();
  private final List<String> anomalies = new ArrayList<>();
  private final int cellsPerGroup;

  private GroupChecker(int cellsPerGroup) {
    this.cellsPerGroup = cellsPerGroup;
  }

  /** One line for each anomaly; empty when there is none. */
  static List<String> check(List<Recording> recordings, int cellsPerGroup) {
    GroupChecker checker = new GroupChecker(cellsPerGroup);
    recordings.forEach(recording -> checker.byWriter.put(recording.writer(), recording));
    recordings.forEach(checker::checkOne);
    return checker.anomalies;
  }

  private void checkOne(Recording recording) {
    Map<Cell, @Nullable String> seen = new HashMap<>();
    Map<Integer, @Nullable String> writerOfGroup = new HashMap<>();
    Set<Integer> groupsSeen = new HashSet<>();
    Map<Cell, @Nullable String> own = new HashMap<>();
    for (Operation operation : recording.operations()) {
      if (operation instanceof Operation.Write write) {
        own.put(write.cell(), recording.writer());
      } else if (operation instanceof Operation.Delete delete) {
        own.put(delete.cell(), null);
      } else if (operation instanceof Operation.Read read) {
        one(recording, read.cell(), read.value(), own, seen, writerOfGroup, groupsSeen);
      } else if (operation instanceof Operation.Scan scan) {
        for (int i = 0; i < cellsPerGroup; i++) {
          Cell cell = new Cell(scan.group(), i);
          one(recording, cell, scan.values().get(i), own, seen, writerOfGroup, groupsSeen);
        }
      }
    }
  }

  private void one(
      Recording recording,
      Cell cell,
      @Nullable String value,
      Map<Cell, @Nullable String> own,
      Map<Cell, @Nullable String> seen,
      Map<Integer, @Nullable String> writerOfGroup,
      Set<Integer> groupsSeen) {
    if (own.containsKey(cell)) {
      if (!Objects.equals(own.get(cell), value)) {
        report("lost own write", recording, cell, value, own.get(cell));
      }
      return;
    }
    if (value != null) {
      Recording writer = byWriter.get(value);
      if (writer != null && Boolean.FALSE.equals(writer.committed())) {
        report("dirty read", recording, cell, value, null);
      }
    }
    if (seen.containsKey(cell) && !Objects.equals(seen.get(cell), value)) {
      report("non-repeatable read", recording, cell, value, seen.get(cell));
    }
    seen.put(cell, value);
    if (!groupsSeen.add(cell.group())) {
      if (!Objects.equals(writerOfGroup.get(cell.group()), value)) {
        report("fractured read", recording, cell, value, writerOfGroup.get(cell.group()));
      }
    } else {
      writerOfGroup.put(cell.group(), value);
    }
  }

  private void report(
      String kind,
      Recording recording,
      Cell cell,
      @Nullable String found,
      @Nullable String expected) {
    anomalies.add(
        kind
            + ": transaction "
            + recording.writer()
            + " found "
            + found
            + " in cell "
            + cell.index()
            + " of group "
            + cell.group()
            + " beside "
            + expected);
  }
}
