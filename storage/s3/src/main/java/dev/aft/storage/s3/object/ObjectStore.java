package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Immutable objects by name, below one prefix of one bucket: all that the layout needs of S3. No
 * method overwrites an object: a name is used for one content only.
 *
 * <p>Names are relative to the prefix, and made of lower-case letters, digits, {@code -} and {@code
 * /}. Thread-safe; nothing blocks. Failures arrive in the future as {@link
 * dev.aft.storage.spi.StorageException}, for a write that may have happened as {@link
 * dev.aft.storage.spi.UnknownOutcomeException}.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Creates the object if there is none of that name. Contents differ between callers (they carry
   * an id), so an object with equal content is the caller's own, left by an earlier attempt: {@link
   * CreateResult#CREATED}.
   */
  CompletableFuture<CreateResult> createIfAbsent(String name, Bytes content);

  /**
   * Writes an object under a name that nobody else uses, in one request or in several where the
   * content is large. A retry is safe. Not there at all until it is done.
   */
  CompletableFuture<Void> put(String name, Bytes content);

  /** The whole object, or empty when there is none. */
  CompletableFuture<Optional<Bytes>> get(String name);

  /**
   * Exactly {@code length} bytes of the object from {@code offset} on, or empty when there is no
   * such object. An object that ends before that fails with {@code CORRUPT}.
   */
  CompletableFuture<Optional<Bytes>> getRange(String name, long offset, int length);

  /**
   * All objects whose names start with {@code prefix} and are greater than {@code after} (which may
   * be empty), in the order of their names, however many there are.
   */
  CompletableFuture<List<ObjectSummary>> list(String prefix, String after);

  /** The first object in the order of names whose name starts with {@code prefix}, if any. */
  CompletableFuture<Optional<ObjectSummary>> first(String prefix);

  /** Deletes objects; a name without an object is no error. A retry is safe. */
  CompletableFuture<Void> delete(List<String> names);

  /** Releases connections and threads. Calls under way finish or fail. */
  @Override
  void close();
}
