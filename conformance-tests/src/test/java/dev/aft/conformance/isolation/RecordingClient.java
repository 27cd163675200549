package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.conformance.isolation.Recording.Operation;
import dev.aft.history.TransactionRecorder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one transaction and takes it down twice: for the checker of groups, which knows the
 * workload, and for the history checker, which knows nothing. A value is the writer's mark and a
 * number that no other write has: {@code c0t1#17}.
 */
final class RecordingClient {
  private final IsolationWorkload.Client client;
  private final Recording.Builder recording;
  private final TransactionRecorder history;

  RecordingClient(IsolationWorkload.Client client, String writer, TransactionRecorder history) {
    this.client = client;
    this.recording = new Recording.Builder(writer);
    this.history = history;
  }

  private static long key(Cell cell) {
    return (long) cell.group() * IsolationWorkload.CELLS + cell.index();
  }

  private static long number(@Nullable String value) {
    return value == null ? 0 : Long.parseLong(value.substring(value.indexOf('#') + 1));
  }

  private static @Nullable String writer(@Nullable String value) {
    return value == null ? null : value.substring(0, value.indexOf('#'));
  }

  void read(Cell cell) throws Exception {
    String value = client.read(cell);
    recording.add(new Operation.Read(cell, writer(value)));
    history.read(key(cell), number(value));
  }

  void scan(int group) throws Exception {
    Map<Integer, String> values = client.scan(group);
    Map<Integer, String> writers = new HashMap<>();
    for (int index = 0; index < IsolationWorkload.CELLS; index++) {
      String value = values.get(index);
      history.read(key(new Cell(group, index)), number(value));
      if (value != null) {
        writers.put(index, value.substring(0, value.indexOf('#')));
      }
    }
    recording.add(new Operation.Scan(group, writers));
  }

  void write(Cell cell) throws Exception {
    long number = history.write(key(cell));
    client.write(cell, recording.writer() + "#" + number);
    recording.add(new Operation.Write(cell));
  }

  void delete(Cell cell) throws Exception {
    if (client.delete(cell)) {
      history.delete(key(cell));
    } else {
      history.readAbsent(key(cell));
    }
    recording.add(new Operation.Delete(cell));
  }

  Recording commit() throws Exception {
    if (client.commit()) {
      history.committed();
      return recording.end(true);
    }
    history.aborted();
    return recording.end(false);
  }

  Recording abort() throws Exception {
    client.abort();
    history.aborted();
    return recording.end(false);
  }
}
