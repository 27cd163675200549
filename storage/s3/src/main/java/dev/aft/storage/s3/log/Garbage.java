package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes objects that nobody can need, in the background. What fails is left to a later owner. */
final class Garbage {
  private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);

  private Garbage() {}

  static void delete(ObjectStore objects, List<String> names) {
    if (!names.isEmpty()) {
      watch(objects.delete(names));
    }
  }

  /** Reports a failure, unless the store has been closed meanwhile. */
  static void watch(CompletableFuture<Void> deletion) {
    var unused = deletion.whenComplete((done, failure) -> report(failure));
  }

  private static void report(@Nullable Throwable failure) {
    if (failure != null && StorageException.from(failure).reason() != Reason.CLOSED) {
      LOG.warn(
          "Objects that nobody needs were not deleted; a later opening of the store tries again."
              + " cause={}",
          StorageException.from(failure).toString());
    }
  }
}
