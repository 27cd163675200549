package dev.aft.storage.s3.log;

import dev.aft.storage.s3.run.LogOwner;
import java.util.concurrent.CompletableFuture;

/** The manifest with which this process has claimed the store. */
public interface Claim {
  /** This process as an owner of the log: its writer and the number of the manifest. */
  LogOwner claimant();

  /** The position up to which, inclusive, the log is in the runs; 0 when there is nothing yet. */
  long position();

  /** Whose records count at {@link #position}. */
  LogOwner ownerAtPosition();

  /** Asks S3 whether nobody has claimed the store since. */
  CompletableFuture<Boolean> isNewest();
}
