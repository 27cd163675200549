package dev.aft.storage.spi;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An ordered key-value store: the only thing AFT needs of the storage below it.
 *
 * <p><b>Threads.</b> Every method may be called from any number of threads at once and never blocks
 * on I/O; a call may complete its future on the calling thread when the answer is in memory.
 * Continuations run on whichever thread completes the future, so a caller that does real work names
 * its own executor.
 *
 * <p><b>Buffers.</b> {@link Bytes} are immutable; neither side copies.
 *
 * <p><b>Failures.</b> A read fails with {@link StorageException}; it may be tried again. A write
 * has three outcomes: <em>done</em> (the future completes), <em>not done</em> (it fails with a
 * {@link StorageException} and the store is as before), and <em>unknown</em> (it fails with {@link
 * UnknownOutcomeException}: all, part or none may have happened or may still happen; read to find
 * out). Failures arrive in the future, never as an exception from the call itself; {@link
 * StorageException#from} takes them out of what futures wrap them in.
 *
 * <p><b>Durability.</b> A write that is done survives the death of this process and, unless the
 * store was opened with a setting that says otherwise, of the machine.
 *
 * <p><b>Visibility.</b> A write that is done is seen by every read that starts afterwards. A write
 * still under way may be seen or not, and key by key: only the powers asked for with {@link
 * #capability} add atomicity over several keys.
 */
public interface Store extends AutoCloseable {
  /** The value of {@code key}, or empty when there is none. */
  CompletableFuture<Optional<Bytes>> read(Bytes key);

  /**
   * The values of {@code keys}, in the order of {@code keys}, empty where a key does not exist. A
   * key may be named more than once. Not a snapshot: each key is read on its own.
   */
  CompletableFuture<List<Optional<Bytes>>> readMany(List<Bytes> keys);

  /**
   * Up to {@code limit} entries of {@code range}, in the order of {@code direction}. Fewer than
   * {@code limit} means that the range holds no more. Not a snapshot unless {@link SnapshotReads}
   * says so: an entry written or deleted meanwhile may be there or not; all others are there.
   *
   * @param limit at least 1
   */
  CompletableFuture<List<Entry>> scan(KeyRange range, ScanDirection direction, int limit);

  /**
   * Like {@link #scan}, bounded by bytes too, for a caller who does not know how large entries are:
   * the page ends with the entry with which keys and values reach {@code maxBytes}. What is left of
   * the range is read by another call.
   *
   * @param limit at least 1
   * @param maxBytes at least 1; one entry comes back however large it is
   */
  CompletableFuture<ScanPage> scanPage(
      KeyRange range, ScanDirection direction, int limit, long maxBytes);

  /**
   * Writes {@code value} under {@code key} if the key does not exist. Linearizable: of any number
   * of callers in any number of processes exactly one gets {@link CreateResult#CREATED}. After an
   * unknown outcome a retry may find the caller's own value; compare it.
   */
  CompletableFuture<CreateResult> createIfAbsent(Bytes key, Bytes value);

  /**
   * Writes all entries, replacing existing values. Not atomic: after an unknown outcome any subset
   * may have been written, and a store may take a large write in several steps, each done or not. A
   * retry with the same entries is safe. There is no bound on all entries together; one that is too
   * large for the store fails the call before anything is written.
   */
  CompletableFuture<Void> write(List<Entry> entries);

  /**
   * Deletes all keys; a key that does not exist is no error. Not atomic, without a bound on all
   * keys together, like {@link #write}; a retry is safe.
   */
  CompletableFuture<Void> delete(List<Bytes> keys);

  /**
   * An optional power of this store, such as {@link AtomicBatches}. Asked for once at start-up; the
   * answer never changes. There is no silent substitute: absent means that it cannot be done.
   */
  <T> Optional<T> capability(Class<T> power);

  /**
   * Whether only one open store at a time, in all processes together, has this data: while it is
   * open, nobody else can write, and nothing that an earlier one left unfinished can still happen.
   * The answer never changes. False where several can share the data, and when in doubt.
   */
  default boolean isExclusive() {
    return false;
  }

  /**
   * Releases everything. Calls under way finish or fail with {@link StorageException}; later calls
   * fail with {@link StorageException.Reason#CLOSED}. Closing twice is harmless.
   */
  @Override
  void close();
}
