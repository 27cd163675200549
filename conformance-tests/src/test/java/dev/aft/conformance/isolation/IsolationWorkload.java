package dev.aft.conformance.isolation;

import dev.aft.conformance.isolation.Recording.Cell;
import dev.aft.conformance.isolation.Recording.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that run random transactions over few groups of keys: point reads, repeated reads, scans,
 * writes and deletes of whole groups, reads of what they wrote, and aborts on purpose.
 */
final class IsolationWorkload {
  static final int GROUPS = 4;
  static final int CELLS = 3;

  private final int clients;
  private final int transactionsPerClient;
  private final long seed;

  IsolationWorkload(int clients, int transactionsPerClient, long seed) {
    this.clients = clients;
    this.transactionsPerClient = transactionsPerClient;
    this.seed = seed;
  }

  /** One client's way to the data. Used by one thread. */
  interface Client extends AutoCloseable {
    Operation.Read read(Cell cell) throws Exception;

    Operation.Scan scan(int group) throws Exception;

    void write(Cell cell, String writer) throws Exception;

    void delete(Cell cell) throws Exception;

    void commit() throws Exception;

    void abort() throws Exception;

    @Override
    void close() throws java.sql.SQLException;
  }

  List<Recording> run(Callable<? extends Client> connector) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<List<Recording>>> futures = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        futures.add(threads.submit(() -> runClient(connector, number)));
      }
      List<Recording> all = new ArrayList<>();
      for (Future<List<Recording>> future : futures) {
        all.addAll(future.get());
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Recording> runClient(Callable<? extends Client> connector, int number)
      throws Exception {
    Random random = new Random(seed * 1_000 + number);
    List<Recording> recordings = new ArrayList<>();
    try (Client client = connector.call()) {
      for (int i = 0; i < transactionsPerClient; i++) {
        recordings.add(transaction(client, "c" + number + "t" + i, random));
      }
    }
    return recordings;
  }

  private static Recording transaction(Client client, String writer, Random random)
      throws Exception {
    Recording.Builder recording = new Recording.Builder(writer);
    int steps = 1 + random.nextInt(4);
    for (int step = 0; step < steps; step++) {
      int group = random.nextInt(GROUPS);
      switch (random.nextInt(5)) {
        case 0 -> writeGroup(client, recording, group, random.nextInt(5) == 0);
        case 1 -> recording.add(client.scan(group));
        default -> readSome(client, recording, group, random);
      }
    }
    if (random.nextInt(8) == 0) {
      client.abort();
      return recording.end(false);
    }
    client.commit();
    return recording.end(true);
  }

  private static void readSome(Client client, Recording.Builder recording, int group, Random random)
      throws Exception {
    for (int i = 0; i < CELLS; i++) {
      recording.add(client.read(new Cell(group, random.nextInt(CELLS))));
    }
  }

  private static void writeGroup(
      Client client, Recording.Builder recording, int group, boolean delete) throws Exception {
    for (int i = 0; i < CELLS; i++) {
      Cell cell = new Cell(group, i);
      if (delete) {
        client.delete(cell);
        recording.add(new Operation.Delete(cell));
      } else {
        client.write(cell, recording.writer());
        recording.add(new Operation.Write(cell));
      }
    }
  }
}
