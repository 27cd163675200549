package dev.aft.storage.foundationdb.testing;

/**
 * What a commit reports and what becomes of it.
 *
 * @param code of the error reported; 0 for none
 * @param fate what happens to the changes when an error is reported
 */
public record CommitFault(int code, Fate fate) {
  /** The commit goes its way. */
  public static final CommitFault NONE = new CommitFault(0, Fate.DONE);

  /** What becomes of a commit whose error does not tell. */
  public enum Fate {
    /** It is checked for conflicts and happens. */
    DONE,
    /** It never happens. */
    NEVER,
    /** It stays under way until {@link FakeCluster#deliverLate}; then it is checked and happens. */
    LATER
  }
}
