package dev.aft.server;

import dev.aft.engine.EngineException;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.SqlState;
import dev.aft.protocol.Values;
import dev.aft.session.MessageSink;
import dev.aft.session.Peer;
import dev.aft.session.Session;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that understand a handful of words: {@code begin} and {@code end} a transaction, {@code
 * wait} until cancelled, {@code fail} with a bug, {@code rows N} of 1 KiB; anything else comes back
 * as the command tag. The user {@code silent} is never let in.
 */
final class FakeBackend implements Backend {
  final Map<Integer, FakeSession> open = new ConcurrentHashMap<>();
  final AtomicInteger largestBacklog = new AtomicInteger();
  final CompletableFuture<EngineException> storeTaken = new CompletableFuture<>();
  final Map<Integer, Peer> peers = new ConcurrentHashMap<>();
  volatile boolean closed;
  volatile boolean hasUsers;
  private final AtomicInteger ids = new AtomicInteger();

  @Override
  public Session open(Executor executor, MessageSink sink, Peer peer) {
    FakeSession session = new FakeSession(ids.incrementAndGet(), executor, sink);
    open.put(session.processId, session);
    peers.put(session.processId, peer);
    return session;
  }

  @Override
  public boolean hasUsers() {
    return hasUsers;
  }

  @Override
  public void cancel(int processId, int secretKey) {
    FakeSession session = open.get(processId);
    if (session != null && session.secretKey() == secretKey) {
      session.cancel();
    }
  }

  @Override
  public Map<String, Long> statistics() {
    return Map.of("fake_things_total", 7L, "fake_level", 3L);
  }

  @Override
  public CompletableFuture<EngineException> storeTaken() {
    return storeTaken;
  }

  @Override
  public void close() {
    closed = true;
  }

  final class FakeSession implements Session {
    private static final Values KILOBYTE =
        Values.ofEncoded(ByteBuffer.allocate(6 + 1024).putShort((short) 1).putInt(1024).array());

    private final int processId;
    private final Executor executor;
    private final MessageSink sink;
    private final Queue<FrontendMessage> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean inTransaction;
    private boolean draining;
    private int rowsLeft;

    FakeSession(int processId, Executor executor, MessageSink sink) {
      this.processId = processId;
      this.executor = executor;
      this.sink = sink;
    }

    @Override
    public void receive(FrontendMessage message) {
      waiting.add(message);
      largestBacklog.accumulateAndGet(backlog(), Math::max);
      proceed();
    }

    private void proceed() {
      while (!busy) {
        FrontendMessage message = waiting.poll();
        if (message == null) {
          return;
        }
        handle(message);
      }
    }

    private void handle(FrontendMessage message) {
      if (message instanceof FrontendMessage.Startup startup) {
        String user = startup.parameters().getOrDefault("user", "");
        if (user.equals("silent") || user.equals("slow")) {
          busy = user.equals("slow"); // Still to be authenticated, or to hear that it failed.
          return;
        }
        sink.send(new BackendMessage.AuthenticationOk());
        sink.send(new BackendMessage.BackendKeyData(processId, secretKey()));
        ready();
      } else if (message instanceof FrontendMessage.Query query) {
        query(query.sql());
      } else if (message instanceof FrontendMessage.Terminate) {
        sink.close();
      }
    }

    private void query(String sql) {
      if (sql.equals("fail")) {
        throw new IllegalStateException("expected by the test");
      }
      busy = sql.equals("wait") || sql.startsWith("rows ");
      if (sql.startsWith("rows ")) {
        rowsLeft = Integer.parseInt(sql.substring(5));
        sendRows();
      } else if (!busy) {
        inTransaction = sql.equals("begin") || (inTransaction && !sql.equals("end"));
        sink.send(new BackendMessage.CommandComplete(sql));
        ready();
        endIfDraining();
      }
    }

    private void sendRows() {
      while (rowsLeft > 0 && sink.isWritable()) {
        rowsLeft--;
        sink.send(new BackendMessage.DataRow(KILOBYTE));
      }
      if (rowsLeft == 0) {
        busy = false;
        ready();
      }
      sink.flush();
    }

    private void ready() {
      sink.send(
          new BackendMessage.ReadyForQuery(
              inTransaction ? TransactionStatus.IN_TRANSACTION : TransactionStatus.IDLE));
      sink.flush();
    }

    @Override
    public int backlog() {
      return waiting.size() + (busy ? 1 : 0);
    }

    @Override
    public void writable() {
      if (rowsLeft > 0) {
        sendRows();
        proceed();
      }
    }

    @Override
    public int processId() {
      return processId;
    }

    @Override
    public int secretKey() {
      return 1_000 + processId;
    }

    @Override
    public void cancel() {
      executor.execute(
          () -> {
            busy = false;
            error("ERROR", SqlState.QUERY_CANCELED);
            ready();
            proceed();
          });
    }

    @Override
    public void drain() {
      executor.execute(
          () -> {
            draining = true;
            endIfDraining();
          });
    }

    private void endIfDraining() {
      if (draining && !inTransaction && !busy) {
        error("FATAL", SqlState.ADMIN_SHUTDOWN);
        sink.close();
      }
    }

    private void error(String severity, String sqlState) {
      sink.send(new BackendMessage.ErrorResponse(Diagnostics.of(severity, sqlState, "fake")));
    }

    @Override
    public void close() {
      open.remove(processId);
    }
  }
}
