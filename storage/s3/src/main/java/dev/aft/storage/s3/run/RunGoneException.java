package dev.aft.storage.s3.run;

import dev.aft.storage.spi.StorageException;

/**
 * A run was merged away, and its object has been deleted, while somebody read through an old {@link
 * RunSet}: take {@link Runs#current} and look again.
 */
public final class RunGoneException extends StorageException {
  private static final long serialVersionUID = 1L;

  RunGoneException(String run) {
    super(Reason.UNAVAILABLE, "A run has been merged into another since. run=" + run);
  }
}
