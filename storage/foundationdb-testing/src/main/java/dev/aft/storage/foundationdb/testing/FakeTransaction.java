package dev.aft.storage.foundationdb.testing;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.MutationType;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.ReadTransaction;
import com.apple.foundationdb.StreamingMode;
import com.apple.foundationdb.Transaction;
import com.apple.foundationdb.TransactionOptions;
import com.apple.foundationdb.async.AsyncIterable;
import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A transaction on a {@link FakeCluster}, guarded by the cluster's lock. */
final class FakeTransaction extends FakeReads implements Transaction {
  private static final Bytes STATUS_KEY =
      Bytes.wrap("\u00ff\u00ff/status/json".getBytes(StandardCharsets.ISO_8859_1));
  private static final int TIMEOUT_OPTION = 500;
  private static final long FIRST_BACKOFF_MICROS = 10_000;
  private static final long MAX_BACKOFF_MICROS = 1_000_000;
  private static final Set<Integer> BACKED_OFF =
      Set.of(1020, 1021, 1037, 1038, 1039, 1042, 1051, 1078, 1213, 1223, 1235, 1242);
  private static final Set<Integer> SOON = Set.of(1007, 1009);

  private final FakeCluster cluster;
  private final Database database;
  private final Executor executor;
  private final List<KeyBounds> read = new ArrayList<>();
  private final List<KeyBounds> written = new ArrayList<>();
  private final List<Mutation> mutations = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private long readVersion = -1;
  private long deadlineMicros = Long.MAX_VALUE;
  private long backoffMicros = FIRST_BACKOFF_MICROS;
  private int reads;
  private boolean owner = true;
  private boolean closed;
  private boolean cancelled;

  private FakeTransaction(FakeCluster cluster, Database database, Executor executor) {
    this.cluster = cluster;
    this.database = database;
    this.executor = executor;
  }

  static FakeTransaction begin(FakeCluster cluster, Database database, Executor executor) {
    cluster.opened();
    return new FakeTransaction(cluster, database, executor);
  }

  private void requireOpen() {
    if (closed || !owner) {
      throw new IllegalStateException("Cannot access closed object");
    }
  }

  /** Runs a request on the executor, as an answer of the real cluster would arrive there. */
  private <T> CompletableFuture<T> request(Supplier<T> body) {
    synchronized (cluster) {
      requireOpen();
    }
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable answer =
        () -> {
          T result;
          try {
            synchronized (cluster) {
              if (closed || cancelled || !owner) {
                throw FakeCluster.error(1025);
              }
              result = body.get();
            }
          } catch (RuntimeException e) {
            future.completeExceptionally(e);
            return;
          }
          future.complete(result);
        };
    Runnable arrival = () -> executor.execute(answer);
    if (cluster.holds(arrival)) {
      synchronized (cluster) {
        held.add(arrival);
      }
    } else {
      arrival.run();
    }
    return future;
  }

  private long version() {
    if (readVersion < 0) {
      readVersion = cluster.readVersion(deadlineMicros);
    }
    return readVersion;
  }

  @Override
  public CompletableFuture<Long> getReadVersion() {
    return request(this::version);
  }

  @Override
  public CompletableFuture<byte[]> get(byte[] key) {
    return get(key, false);
  }

  CompletableFuture<byte[]> get(byte[] keyBytes, boolean snapshot) {
    Bytes key = Bytes.copyOf(keyBytes);
    cluster.countReads(++reads);
    return request(() -> getNow(key, snapshot));
  }

  /**
   * As in the real client a transaction that reads what it has written itself does not depend on
   * what others write there, so that such a read conflicts with nothing.
   */
  private void addRead(KeyBounds bounds) {
    if (mutations.stream().noneMatch(mutation -> mutation.bounds().covers(bounds))) {
      read.add(bounds);
    }
  }

  private byte @Nullable [] getNow(Bytes key, boolean snapshot) {
    if (key.equals(STATUS_KEY)) {
      return cluster.status().getBytes(StandardCharsets.UTF_8);
    }
    Optional<Bytes> stored = cluster.get(key, version(), deadlineMicros);
    if (!snapshot) {
      addRead(KeyBounds.single(key));
    }
    NavigableMap<Bytes, Optional<Bytes>> picture = new TreeMap<>();
    picture.put(key, stored);
    mutations.forEach(mutation -> mutation.applyTo(picture));
    return picture.get(key) == null ? null : picture.get(key).map(Bytes::toArray).orElse(null);
  }

  @Override
  AsyncIterable<KeyValue> range(KeyBounds bounds, FakeRange.Wish wish) {
    return new FakeRange(this, bounds, wish, false);
  }

  CompletableFuture<FakeRange.Piece> fetch(
      KeyBounds bounds, FakeRange.Wish wish, int iteration, boolean snapshot) {
    if (wish.mode() == StreamingMode.EXACT && wish.limit() == 0) {
      return CompletableFuture.failedFuture(FakeCluster.error(2210));
    }
    cluster.countReads(++reads);
    return request(() -> fetchNow(bounds, wish, iteration, snapshot));
  }

  private FakeRange.Piece fetchNow(
      KeyBounds bounds, FakeRange.Wish wish, int iteration, boolean snapshot) {
    if (bounds.from().compareTo(bounds.to()) > 0) {
      throw FakeCluster.error(2005);
    }
    if (!mutations.isEmpty()) {
      throw FakeDatabase.notThere();
    }
    Fetch fetch = new Fetch(wish, iteration);
    cluster.scan(bounds, wish.reverse(), version(), deadlineMicros, fetch);
    if (!snapshot) {
      read.add(fetch.seen(bounds));
    }
    return new FakeRange.Piece(fetch.rows, fetch.full);
  }

  /** Rows up to the bounds of one request. */
  private static final class Fetch implements FakeCluster.Visitor {
    private final FakeRange.Wish wish;
    private final List<KeyValue> rows = new ArrayList<>();
    private long bytes;
    private final long maxBytes;
    private boolean full;

    Fetch(FakeRange.Wish wish, int iteration) {
      this.wish = wish;
      this.maxBytes = wish.bytes(iteration);
    }

    @Override
    public boolean accept(Bytes key, Bytes value) {
      rows.add(new KeyValue(key.toArray(), value.toArray()));
      bytes += key.length() + (long) value.length();
      full = bytes >= maxBytes || (wish.limit() != 0 && rows.size() == wish.limit());
      return !full;
    }

    KeyBounds seen(KeyBounds bounds) {
      if (!full) {
        return bounds;
      }
      Bytes last = Bytes.copyOf(rows.get(rows.size() - 1).getKey());
      return wish.reverse()
          ? new KeyBounds(last, bounds.to())
          : new KeyBounds(bounds.from(), last.successor());
    }
  }

  int exactReplyBytes() {
    return cluster.exactReplyBytes();
  }

  private void change(Mutation mutation) {
    synchronized (cluster) {
      requireOpen();
      mutations.add(mutation);
      written.add(mutation.bounds());
    }
  }

  @Override
  public void set(byte[] key, byte[] value) {
    change(new Mutation.Put(Bytes.copyOf(key), Bytes.copyOf(value)));
  }

  @Override
  public void clear(byte[] key) {
    change(new Mutation.Clear(KeyBounds.single(Bytes.copyOf(key))));
  }

  @Override
  public void clear(byte[] begin, byte[] end) {
    change(new Mutation.Clear(KeyBounds.of(begin, end)));
  }

  @Override
  public void clear(Range range) {
    clear(range.begin, range.end);
  }

  @Deprecated
  @Override
  public void clearRangeStartsWith(byte[] prefix) {
    throw FakeDatabase.notThere();
  }

  @Override
  public void mutate(MutationType type, byte[] key, byte[] parameter) {
    throw FakeDatabase.notThere();
  }

  @Override
  public void addReadConflictRange(byte[] begin, byte[] end) {
    synchronized (cluster) {
      requireOpen();
      addRead(KeyBounds.of(begin, end));
    }
  }

  @Override
  public void addReadConflictKey(byte[] key) {
    Bytes single = Bytes.copyOf(key);
    addReadConflictRange(key, single.successor().toArray());
  }

  @Override
  public void addWriteConflictRange(byte[] begin, byte[] end) {
    synchronized (cluster) {
      requireOpen();
      written.add(KeyBounds.of(begin, end));
    }
  }

  @Override
  public void addWriteConflictKey(byte[] key) {
    Bytes single = Bytes.copyOf(key);
    addWriteConflictRange(key, single.successor().toArray());
  }

  @Override
  public boolean addReadConflictRangeIfNotSnapshot(byte[] begin, byte[] end) {
    addReadConflictRange(begin, end);
    return true;
  }

  @Override
  public CompletableFuture<Void> commit() {
    return this.<Optional<Void>>request(
            () -> {
              if (!mutations.isEmpty() || !written.isEmpty()) {
                cluster.commit(
                    new CommitRequest(version(), read, written, mutations), deadlineMicros);
              }
              return Optional.empty();
            })
        .thenAccept(done -> {});
  }

  /** Hands over to another object, as fdb-java does; this one is of no use afterwards. */
  @Override
  public CompletableFuture<Transaction> onError(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof FDBException e)) {
      return CompletableFuture.failedFuture(cause);
    }
    FakeTransaction next;
    synchronized (cluster) {
      requireOpen();
      next = new FakeTransaction(cluster, database, executor);
      next.deadlineMicros = deadlineMicros;
      next.backoffMicros = Math.min(MAX_BACKOFF_MICROS, 2 * backoffMicros);
      owner = false;
    }
    FakeTransaction successor = next;
    CompletableFuture<Transaction> future = new CompletableFuture<>();
    executor.execute(
        () -> {
          FDBException refusal = waitFor(e, successor);
          if (refusal == null) {
            future.complete(successor);
          } else {
            successor.close();
            future.completeExceptionally(refusal);
          }
        });
    return future;
  }

  private @Nullable FDBException waitFor(FDBException e, FakeTransaction successor) {
    synchronized (cluster) {
      if (!BACKED_OFF.contains(e.getCode()) && !SOON.contains(e.getCode())) {
        return e;
      }
      if (cancelled || successor.cancelled || successor.closed) {
        return FakeCluster.error(1025);
      }
      cluster.passMicros(SOON.contains(e.getCode()) ? FIRST_BACKOFF_MICROS : backoffMicros);
      return cluster.micros() >= deadlineMicros ? FakeCluster.error(1031) : null;
    }
  }

  @Override
  public void cancel() {
    synchronized (cluster) {
      requireOpen();
      cancelled = true;
    }
    cluster.release(held);
  }

  @Override
  public void close() {
    synchronized (cluster) {
      if (owner && !closed) {
        cluster.closed();
      }
      closed = true;
    }
  }

  @Override
  public TransactionOptions options() {
    return new TransactionOptions(
        (code, parameter) -> {
          synchronized (cluster) {
            requireOpen();
            if (code == TIMEOUT_OPTION) {
              long millis = ByteBuffer.wrap(parameter).order(ByteOrder.LITTLE_ENDIAN).getLong();
              deadlineMicros = millis == 0 ? Long.MAX_VALUE : cluster.micros() + millis * 1000;
            }
          }
        });
  }

  @Override
  public boolean isSnapshot() {
    return false;
  }

  @Override
  public ReadTransaction snapshot() {
    return new FakeSnapshot(this);
  }

  @Override
  public Database getDatabase() {
    return database;
  }

  @Override
  public Executor getExecutor() {
    return executor;
  }

  @Override
  public Long getCommittedVersion() {
    throw FakeDatabase.notThere();
  }

  @Override
  public CompletableFuture<byte[]> getVersionstamp() {
    throw FakeDatabase.notThere();
  }

  @Override
  public CompletableFuture<Long> getApproximateSize() {
    throw FakeDatabase.notThere();
  }

  @Override
  public CompletableFuture<Void> watch(byte[] key) {
    throw FakeDatabase.notThere();
  }

  @Override
  public <T> T run(Function<? super Transaction, T> retryable) {
    return retryable.apply(this);
  }

  @Override
  public <T> CompletableFuture<T> runAsync(
      Function<? super Transaction, ? extends CompletableFuture<T>> retryable) {
    return retryable.apply(this);
  }
}
