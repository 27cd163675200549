package dev.aft.driver;

import dev.aft.driver.Wire.Transaction;
import dev.aft.driver.transport.Transport;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.BackendMessage.TransactionStatus;
import dev.aft.protocol.Diagnostics;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is said and answered in a round trip, and what the server has told of itself meanwhile. One
 * round trip at a time, which {@link Wire} sees to; what it has told may be asked from any thread.
 */
final class Conversation {
  private static final String TRANSACTION_ID = "transaction_id";

  private final Opening opening;
  private final Map<String, String> parameters = new ConcurrentHashMap<>();
  private final Queue<FrontendMessage> pending = new ConcurrentLinkedQueue<>();
  private volatile TransactionStatus status = TransactionStatus.IDLE;
  private volatile @Nullable String transactionId;

  /** Number of transactions that have ended, so that a cursor can tell that its own has. */
  private final AtomicInteger transactionsEnded = new AtomicInteger();

  /** What the transport has handed over and no round trip has looked at yet. */
  private final ArrayDeque<BackendMessage> received = new ArrayDeque<>();

  /** Takes the answers to what was sent ahead; null when nothing was, or they have been read. */
  private @Nullable ResponseHandler ahead;

  private @Nullable Diagnostics firstError;
  private int skippedCompletions;

  /** Whether anything has come in this round trip that a question was answered with. */
  private boolean answered;

  Conversation(Opening opening, Map<String, String> parameters) {
    this.opening = opening;
    this.parameters.putAll(parameters);
  }

  TransactionStatus status() {
    return status;
  }

  /** The id of the open transaction, if the server has told it. */
  @Nullable String transactionId() {
    return transactionId;
  }

  int transactionsEnded() {
    return transactionsEnded.get();
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /** Sends {@code message}, a Close, ahead of the next round trip. */
  void sendLater(FrontendMessage message) {
    pending.add(message);
  }

  /** The first error of the round trip under way, or of the last one. */
  @Nullable Diagnostics firstError() {
    return firstError;
  }

  /** Whether the server has begun to answer the round trip under way, or the last one. */
  boolean hasAnswered() {
    return answered;
  }

  /** Begins anew with a session of which {@code other} has heard. An open transaction has ended. */
  void adopt(Conversation other) {
    parameters.putAll(other.parameters);
    pending.clear();
    received.clear();
    ahead = null;
    ready(TransactionStatus.IDLE);
  }

  /**
   * Sends messages, one Execute among them, whose answers fit into the buffers between the sides.
   * They are read in the next round trip, whosever it is, before anything else; one with the same
   * {@code handler} reads nothing more and sends nothing. False when one is ahead already.
   */
  boolean sendAhead(Transport transport, List<FrontendMessage> messages, ResponseHandler handler)
      throws IOException {
    if (ahead != null) {
      return false;
    }
    messages.add(Messages.SYNC);
    transport.send(messages);
    ahead = handler;
    return true;
  }

  /** Whether that was all that {@code handler} waits for. */
  private boolean receiveAhead(Transport transport, ResponseHandler handler) throws IOException {
    ResponseHandler asked = ahead;
    if (asked == null) {
      return false;
    }
    ahead = null;
    skippedCompletions = 0;
    receiveUntilReady(transport, asked, 1);
    if (asked == handler) {
      return true;
    }
    if (firstError != null) {
      asked.failed(firstError);
      firstError = null;
    }
    return false;
  }

  /**
   * Sends the messages, with Sync after them, and hands the answers to {@code handler} until the
   * server is ready again. An error among them is {@link #firstError} then.
   *
   * @throws ServerGoneException when the server has said why it closes the connection
   */
  void exchange(
      Transport transport, MessageSource source, Transaction transaction, ResponseHandler handler)
      throws IOException {
    firstError = null;
    answered = false;
    if (receiveAhead(transport, handler)) {
      return;
    }
    boolean wrapped = status == TransactionStatus.IDLE;
    List<FrontendMessage> head = head(transaction, wrapped);
    skippedCompletions = wrapped && transaction != Transaction.NONE ? 1 : 0;
    boolean within = wrapped && transaction == Transaction.WITHIN_READ_ONLY;
    boolean first = true;
    while (true) {
      List<FrontendMessage> chunk = source.next();
      boolean last = !source.hasNext();
      List<FrontendMessage> messages = first && head.isEmpty() ? chunk : join(head, chunk, first);
      first = false;
      if (last && within) {
        messages.addAll(Messages.COMMIT);
      }
      messages.add(last ? Messages.SYNC : Messages.FLUSH);
      transport.send(messages);
      if (last) {
        receiveUntilReady(transport, handler, source.executions());
        break;
      }
      if (!receiveCompletions(transport, handler, source.executions())) {
        transport.send(List.of(Messages.SYNC));
        receiveUntilReady(transport, handler, Integer.MAX_VALUE);
        break;
      }
    }
    if (within && status == TransactionStatus.FAILED) {
      transport.send(join(Messages.ROLLBACK, List.of(Messages.SYNC), true));
      receiveUntilReady(transport, ResponseHandler.IGNORE, 1);
    }
  }

  /** Whether an empty round trip comes back in time; 0 is for the transport's own timeout. */
  boolean isAnswered(Transport transport, int timeoutMillis) {
    int usual = transport.timeoutMillis();
    try {
      if (timeoutMillis > 0 && (usual == 0 || timeoutMillis < usual)) {
        transport.setTimeoutMillis(timeoutMillis);
      }
      MessageSource nothing = MessageSource.of(new ArrayList<>(), 0);
      try {
        exchange(transport, nothing, Transaction.NONE, ResponseHandler.IGNORE);
      } finally {
        transport.setTimeoutMillis(usual);
      }
      return firstError == null;
    } catch (IOException | ProtocolException e) {
      return false;
    }
  }

  private static List<FrontendMessage> join(
      List<FrontendMessage> head, List<FrontendMessage> chunk, boolean first) {
    List<FrontendMessage> all = new ArrayList<>(head.size() + chunk.size() + 4);
    if (first) {
      all.addAll(head);
    }
    all.addAll(chunk);
    return all;
  }

  private List<FrontendMessage> head(Transaction transaction, boolean idle) {
    List<FrontendMessage> begin =
        !idle
            ? List.of()
            : switch (transaction) {
              case NONE -> List.of();
              case BEGIN -> opening.messages(false);
              case BEGIN_READ_ONLY, WITHIN_READ_ONLY -> opening.messages(true);
            };
    if (pending.isEmpty()) {
      return begin;
    }
    List<FrontendMessage> head = new ArrayList<>();
    FrontendMessage close = pending.poll();
    while (close != null) {
      head.add(close);
      close = pending.poll();
    }
    head.addAll(begin);
    return head;
  }

  /**
   * Reads the answers of a chunk. False if an error came instead: the server now waits for Sync.
   */
  private boolean receiveCompletions(Transport transport, ResponseHandler handler, int executions)
      throws IOException {
    int expected = executions + skippedCompletions;
    while (expected > 0) {
      BackendMessage message = next(transport);
      if (dispatch(message, handler, true) && isCompletion(message)) {
        expected--;
      }
      if (firstError != null) {
        return false;
      }
    }
    return true;
  }

  private void receiveUntilReady(Transport transport, ResponseHandler handler, int executions)
      throws IOException {
    int wanted = executions == Integer.MAX_VALUE ? executions : executions + skippedCompletions;
    while (true) {
      BackendMessage message = receiveOrError(transport);
      if (message instanceof BackendMessage.ReadyForQuery ready) {
        ready(ready.status());
        return;
      }
      boolean mine = wanted > 0;
      if (dispatch(message, handler, mine) && isCompletion(message) && mine) {
        wanted--;
      }
    }
  }

  private BackendMessage next(Transport transport) throws IOException {
    BackendMessage message = received.poll();
    while (message == null) {
      transport.receive(received);
      message = received.poll();
    }
    return message;
  }

  /** A fatal error is followed by the end of the stream: then the error is what to report. */
  private BackendMessage receiveOrError(Transport transport) throws IOException {
    try {
      return next(transport);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      Diagnostics error = firstError;
      if (error == null) {
        throw e;
      }
      throw new ServerGoneException(error, e);
    }
  }

  private void ready(TransactionStatus now) {
    if (status != TransactionStatus.IDLE && now == TransactionStatus.IDLE) {
      transactionsEnded.incrementAndGet();
    }
    status = now;
    if (now == TransactionStatus.IDLE) {
      transactionId = null;
    }
  }

  private static boolean isCompletion(BackendMessage message) {
    return message instanceof BackendMessage.CommandComplete
        || message instanceof BackendMessage.PortalSuspended
        || message instanceof BackendMessage.EmptyQueryResponse;
  }

  /** False for messages that do not belong to the order of answers. */
  private boolean dispatch(BackendMessage message, ResponseHandler handler, boolean mine) {
    if (message instanceof BackendMessage.ErrorResponse error) {
      if (firstError == null) {
        firstError = error.diagnostics();
      }
      return false;
    }
    if (message instanceof BackendMessage.ParameterStatus parameter) {
      if (parameter.name().equals(TRANSACTION_ID)) {
        transactionId = parameter.value().isEmpty() ? null : parameter.value();
      } else {
        parameters.put(parameter.name(), parameter.value());
      }
      return false;
    }
    if (message instanceof BackendMessage.NoticeResponse) {
      handler.on(message);
      return false;
    }
    if (message instanceof BackendMessage.CloseComplete) {
      return false;
    }
    answered = true;
    if (skippedCompletions > 0) {
      if (isCompletion(message)) {
        skippedCompletions--;
        opening.begun();
      }
    } else if (mine) {
      handler.on(message);
    }
    return true;
  }
}
