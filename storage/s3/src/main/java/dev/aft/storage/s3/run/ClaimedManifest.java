package dev.aft.storage.s3.run;

import java.util.List;

/** The manifest by which a writer took over the store: nobody before it can change runs now. */
public final class ClaimedManifest {
  private final Manifest manifest;
  private final List<String> replaced;

  /**
   * A claim.
   *
   * @param replaced names of manifests that count no more and are no claims
   */
  ClaimedManifest(Manifest manifest, List<String> replaced) {
    this.manifest = manifest;
    this.replaced = List.copyOf(replaced);
  }

  /** The position up to which, inclusive, the log is in the runs; 0 when there is nothing yet. */
  public long position() {
    return manifest.position();
  }

  /** Whose records count at {@link #position}; of term 0 when there was nobody yet. */
  public LogOwner owner() {
    return manifest.owner();
  }

  /** Who claimed the store, and the term: the number of this manifest. */
  public LogOwner claimant() {
    return new LogOwner(manifest.writer(), manifest.term());
  }

  List<String> replaced() {
    return replaced;
  }

  Manifest manifest() {
    return manifest;
  }
}
