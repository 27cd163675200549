package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.history.History;
import dev.aft.history.HistoryRecorder;
import dev.aft.history.SessionRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Clients that run random transactions over few groups of keys: point reads, repeated reads, scans,
 * writes and deletes of whole groups, reads of what they wrote, and aborts on purpose.
 */
final class IsolationWorkload {
  static final int GROUPS = 4;
  static final int CELLS = 3;
  private static final int TRANSACTIONS_BEFORE_NEW_GROUPS = 10;

  private final int clients;
  private final int transactionsPerClient;
  private final long seed;
  private final Style style;

  /** What the clients do besides reading and writing. */
  enum Style {
    /** They delete groups too. An absent key does not tell who deleted it. */
    DELETING,
    /** Every value read tells who wrote it, so the history tells everything. */
    KEEPING,
    /** Like KEEPING, with new groups all the time, so that many reads find nothing yet. */
    MOVING_ON
  }

  IsolationWorkload(int clients, int transactionsPerClient, long seed, Style style) {
    this.clients = clients;
    this.transactionsPerClient = transactionsPerClient;
    this.seed = seed;
    this.style = style;
  }

  /** What came of it, for either checker. */
  record Result(List<Recording> recordings, History history) {
    Result {
      recordings = List.copyOf(recordings);
    }
  }

  /** One client's way to the data. Used by one thread. */
  interface Client extends AutoCloseable {
    @Nullable String read(Cell cell) throws Exception;

    /** The values of a group by the index of their cell. */
    Map<Integer, String> scan(int group) throws Exception;

    void write(Cell cell, String value) throws Exception;

    /** Whether there was something to delete: if not, nothing was written. */
    boolean delete(Cell cell) throws Exception;

    /** Whether it was committed. False: it was not, and never will be. */
    boolean commit() throws Exception;

    void abort() throws Exception;

    @Override
    void close() throws java.sql.SQLException;
  }

  Result run(Callable<? extends Client> connector) throws Exception {
    HistoryRecorder recorder = new HistoryRecorder();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<List<Recording>>> futures = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        futures.add(threads.submit(() -> runClient(connector, number, recorder.session())));
      }
      List<Recording> all = new ArrayList<>();
      for (Future<List<Recording>> future : futures) {
        all.addAll(future.get());
      }
      return new Result(all, recorder.history());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Recording> runClient(
      Callable<? extends Client> connector, int number, SessionRecorder session) throws Exception {
    Random random = new Random(seed * 1_000 + number);
    List<Recording> recordings = new ArrayList<>();
    try (Client client = connector.call()) {
      for (int i = 0; i < transactionsPerClient; i++) {
        int firstGroup = style == Style.MOVING_ON ? i / TRANSACTIONS_BEFORE_NEW_GROUPS : 0;
        RecordingClient recording =
            new RecordingClient(client, "c" + number + "t" + i, session.begin());
        recordings.add(transaction(recording, firstGroup, random));
      }
    }
    return recordings;
  }

  private Recording transaction(RecordingClient client, int firstGroup, Random random)
      throws Exception {
    int steps = 1 + random.nextInt(4);
    for (int step = 0; step < steps; step++) {
      int group = firstGroup + random.nextInt(GROUPS);
      switch (random.nextInt(5)) {
        case 0 -> writeGroup(client, group, style == Style.DELETING && random.nextInt(5) == 0);
        case 1 -> client.scan(group);
        default -> readSome(client, group, random);
      }
    }
    return random.nextInt(8) == 0 ? client.abort() : client.commit();
  }

  private static void readSome(RecordingClient client, int group, Random random) throws Exception {
    for (int i = 0; i < CELLS; i++) {
      client.read(new Cell(group, random.nextInt(CELLS)));
    }
  }

  private static void writeGroup(RecordingClient client, int group, boolean delete)
      throws Exception {
    for (int i = 0; i < CELLS; i++) {
      Cell cell = new Cell(group, i);
      if (delete) {
        client.delete(cell);
      } else {
        client.write(cell);
      }
    }
  }
}
