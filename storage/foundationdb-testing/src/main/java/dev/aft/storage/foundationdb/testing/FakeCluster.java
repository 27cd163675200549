package dev.aft.storage.foundationdb.testing;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import dev.aft.storage.foundationdb.testing.CommitFault.Fate;
import dev.aft.storage.spi.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A FoundationDB cluster in memory, behind the interfaces of fdb-java: read versions, conflicts,
 * limits of size and of five seconds, timeouts, {@code onError} with its waits, closed handles that
 * fail. It has a clock of its own, which goes on with every request and with every wait, so that
 * nothing waits in real time.
 *
 * <p>Left out is what the store does not use: key selectors, atomic operations, tenants, watches.
 *
 * <p>Thread-safe; one lock guards everything.
 */
public final class FakeCluster {
  static final long LIFE_MICROS = 5_000_000;

  private static final int MAX_TRANSACTION_BYTES = 10_000_000;
  private static final int MAX_KEY_BYTES = 10_000;
  private static final int MAX_VALUE_BYTES = 100_000;

  private final VersionedData data = new VersionedData();
  private final Deque<Committed> recent = new ArrayDeque<>();
  private final List<CommitRequest> late = new ArrayList<>();
  private final List<Runnable> unanswered = new ArrayList<>();
  private Faults faults = Faults.NONE;
  private int exactReplyBytes = Integer.MAX_VALUE;
  private long micros;
  private long version = 1;
  private long latencyMicros = 100;
  private boolean reachable = true;
  private boolean locked;
  private boolean silent;
  private String status = "{}";
  private int openTransactions;
  private int maxReadsInTransaction;
  private long commits;
  private long readVersions;
  private long reads;

  /** What a commit changed, for as long as it can conflict with another. */
  private record Committed(long version, List<KeyBounds> written) {}

  /** A database on this cluster, which can be closed without harm to others. */
  public Database database() {
    return new FakeDatabase(this);
  }

  /** From now on fails as {@code faults} say. */
  public synchronized void setFaults(Faults faults) {
    this.faults = faults;
  }

  /** How long each request takes on the cluster's clock. */
  public synchronized void setLatency(Duration latency) {
    latencyMicros = latency.toNanos() / 1000;
  }

  /**
   * How much of an exact range read comes back: less than all, silently, when fdb-java reads
   * through direct buffers, which is a switch of the whole process.
   */
  public synchronized void setExactReplyBytes(int bytes) {
    exactReplyBytes = bytes;
  }

  synchronized int exactReplyBytes() {
    return exactReplyBytes;
  }

  /** Unreachable, every request takes as long as its transaction may take, and times out. */
  public synchronized void setReachable(boolean reachable) {
    this.reachable = reachable;
  }

  /** Silent, requests get no answer until it speaks again or their transaction is cancelled. */
  public void setSilent(boolean silent) {
    List<Runnable> held;
    synchronized (this) {
      this.silent = silent;
      held = silent ? List.of() : List.copyOf(unanswered);
      unanswered.removeAll(held);
    }
    held.forEach(Runnable::run);
  }

  /**
   * While the cluster is silent: answers what has been asked so far, and keeps what is asked next.
   *
   * @return how many requests were answered
   */
  public int answerOnce() {
    List<Runnable> held;
    synchronized (this) {
      held = List.copyOf(unanswered);
      unanswered.removeAll(held);
    }
    held.forEach(Runnable::run);
    return held.size();
  }

  /** Whether {@code request} is kept until the cluster speaks again. */
  synchronized boolean holds(Runnable request) {
    if (silent) {
      unanswered.add(request);
    }
    return silent;
  }

  /** Lets requests that were kept look again, since a transaction of theirs was cancelled. */
  void release(List<Runnable> requests) {
    List<Runnable> held;
    synchronized (this) {
      held = requests.stream().filter(unanswered::remove).toList();
    }
    held.forEach(Runnable::run);
  }

  /** Locked, nobody gets a read version. */
  public synchronized void setLocked(boolean locked) {
    this.locked = locked;
  }

  /** The status that clients can read; {@code "{}"} at first. */
  public synchronized void setStatus(String json) {
    status = json;
  }

  synchronized String status() {
    return status;
  }

  /** Lets time go by on the cluster's clock. */
  public synchronized void pass(Duration duration) {
    passMicros(duration.toNanos() / 1000);
  }

  synchronized void passMicros(long more) {
    micros += more;
    version += more;
  }

  synchronized long micros() {
    return micros;
  }

  /** Transactions that nobody has closed. */
  public synchronized int openTransactions() {
    return openTransactions;
  }

  synchronized void opened() {
    openTransactions++;
  }

  synchronized void closed() {
    openTransactions--;
  }

  /** Commits that have happened. */
  public synchronized long commits() {
    return commits;
  }

  /** Read versions that were given out. */
  public synchronized long readVersions() {
    return readVersions;
  }

  /** The most reads that one transaction made since {@link #forgetCounts}. */
  public synchronized int maxReadsInTransaction() {
    return maxReadsInTransaction;
  }

  /** Reads of keys and of parts of ranges. */
  public synchronized long reads() {
    return reads;
  }

  synchronized void countReads(int inTransaction) {
    reads++;
    maxReadsInTransaction = Math.max(maxReadsInTransaction, inTransaction);
  }

  public synchronized void forgetCounts() {
    maxReadsInTransaction = 0;
    commits = 0;
    readVersions = 0;
    reads = 0;
  }

  /** Commits with {@link Fate#LATER} that have not been delivered. */
  public synchronized int lateCount() {
    return late.size();
  }

  /**
   * Delivers the commits with {@link Fate#LATER} now.
   *
   * @return how many of them happened; the others conflicted or were too old
   */
  public synchronized int deliverLate() {
    List<CommitRequest> delivered = List.copyOf(late);
    late.clear();
    return (int) delivered.stream().filter(request -> tryCommit(request) == 0).count();
  }

  /** A request takes its time; fails if the transaction's time is over then. */
  private void request(long deadlineMicros) {
    passMicros(latencyMicros);
    if (!reachable) {
      if (deadlineMicros == Long.MAX_VALUE) {
        throw new IllegalStateException("Without a timeout this would take for ever.");
      }
      passMicros(Math.max(0, deadlineMicros - micros));
      throw error(1031);
    }
    if (micros >= deadlineMicros) {
      throw error(1031);
    }
  }

  synchronized long readVersion(long deadlineMicros) {
    request(deadlineMicros);
    int code = locked ? 1038 : faults.readVersion();
    if (code != 0) {
      throw error(code);
    }
    readVersions++;
    return version;
  }

  private void requestRead(long readVersion, long deadlineMicros) {
    request(deadlineMicros);
    requireYoung(readVersion);
    int code = faults.read();
    if (code != 0) {
      throw error(code);
    }
  }

  private void requireYoung(long readVersion) {
    if (version - readVersion > LIFE_MICROS) {
      throw error(1007);
    }
  }

  synchronized Optional<Bytes> get(Bytes key, long readVersion, long deadlineMicros) {
    requestRead(readVersion, deadlineMicros);
    return data.get(key, readVersion);
  }

  /** Keys and values that exist at {@code readVersion}, until {@code visitor} has enough. */
  synchronized void scan(
      KeyBounds bounds, boolean reverse, long readVersion, long deadlineMicros, Visitor visitor) {
    requestRead(readVersion, deadlineMicros);
    for (Bytes key : data.keys(bounds, reverse)) {
      Optional<Bytes> value = data.get(key, readVersion);
      if (value.isPresent() && !visitor.accept(key, value.get())) {
        return;
      }
    }
  }

  /** Takes rows until it has enough. */
  interface Visitor {
    boolean accept(Bytes key, Bytes value);
  }

  /** Commits, or throws what the client would get to see. */
  synchronized void commit(CommitRequest request, long deadlineMicros) {
    requireLegal(request);
    request(deadlineMicros);
    CommitFault fault = faults.commit();
    if (fault.code() == 0 || fault.fate() == Fate.DONE) {
      int code = tryCommit(request);
      if (code != 0) {
        throw error(code);
      }
    } else if (fault.fate() == Fate.LATER) {
      late.add(request);
    }
    if (fault.code() != 0) {
      throw error(fault.code());
    }
  }

  private static void requireLegal(CommitRequest request) {
    for (Mutation mutation : request.mutations()) {
      if (mutation instanceof Mutation.Put put) {
        if (put.key().length() > MAX_KEY_BYTES) {
          throw error(2102);
        }
        if (put.value().length() > MAX_VALUE_BYTES) {
          throw error(2103);
        }
      }
      if (mutation.bounds().from().compareTo(Bytes.copyOf(new byte[] {-1})) >= 0) {
        throw error(2004);
      }
    }
    if (request.size() > MAX_TRANSACTION_BYTES) {
      throw error(2101);
    }
  }

  private int tryCommit(CommitRequest request) {
    if (version - request.readVersion() > LIFE_MICROS) {
      return 1007;
    }
    for (Iterator<Committed> i = recent.descendingIterator(); i.hasNext(); ) {
      Committed other = i.next();
      if (other.version() <= request.readVersion()) {
        break;
      }
      if (conflict(request.read(), other.written())) {
        return 1020;
      }
    }
    version++;
    commits++;
    long oldest = version - LIFE_MICROS;
    request.mutations().forEach(mutation -> data.apply(mutation, version, oldest));
    recent.addLast(new Committed(version, request.written()));
    while (recent.getFirst().version() < oldest) {
      recent.removeFirst();
    }
    return 0;
  }

  private static boolean conflict(List<KeyBounds> read, List<KeyBounds> written) {
    return read.stream().anyMatch(r -> written.stream().anyMatch(r::overlaps));
  }

  static FDBException error(int code) {
    return new FDBException("error " + code + " of the cluster in memory", code);
  }
}
