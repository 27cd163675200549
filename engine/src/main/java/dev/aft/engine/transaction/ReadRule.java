package dev.aft.engine.transaction;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that decides which version of a key a transaction reads: Algorithm 1 of the paper, with
 * absent reads recorded as version zero. A pure function: no I/O, no clock, no lock.
 *
 * <p>The newest version v is chosen such that
 *
 * <ul>
 *   <li>(a) v is not older than the newest version of the key cowritten with anything read so far
 *       (the <em>lower bound</em>, maintained as reads happen), and
 *   <li>(b) no key cowritten with v has been read in an older version.
 * </ul>
 *
 * <p>A version that was published before the transaction first read ({@link View#isSettled}) keeps
 * (b) by construction: everything the transaction has read is at least as new as what was published
 * then. So only versions committed during the transaction cost anything; see {@code
 * docs/decisions/0004-read-rule-and-scans.md} for the argument.
 */
final class ReadRule {
  /** No version: the key is absent. */
  static final int ABSENT = -1;

  /** None of the versions given may be read; older ones, not given, may. */
  static final int OLDER_NEEDED = -2;

  /** A version met on the way has an unknown cowritten set: find it out and ask again. */
  static final int COWRITTEN_NEEDED = -3;

  /** Every version that (a) allows is refused by (b), or the versions given lack the newest. */
  static final int BELOW_LOWER_BOUND = -4;

  /** What the rule has to know about a transaction's read set. */
  interface View {
    /** Whether the version was published before the transaction first read. */
    boolean isSettled(Stamp stamp);

    /** The newest version of {@code key} cowritten with anything read, or null for none. */
    @Nullable Stamp lowerBound(Bytes key);

    /** Whether {@code key} has been read in a version older than {@code stamp}. */
    boolean hasReadOlder(Bytes key, Stamp stamp);

    /** Whether another key's version of this transaction has been read already. */
    boolean hasAccepted(Stamp stamp);

    /** Whether a scan has answered for {@code key}, so that only settled versions are left. */
    boolean isScanned(Bytes key);
  }

  private ReadRule() {}

  /**
   * Chooses the version of {@code key} to read.
   *
   * @return an index into {@code versions.versions()}, or one of the constants, which are negative
   */
  static int choose(VersionList versions, Bytes key, View view) {
    Stamp lowerBound = view.lowerBound(key);
    boolean settledOnly = lowerBound == null && view.isScanned(key);
    List<KeyVersion> list = versions.versions();
    for (int i = 0; i < list.size(); i++) {
      KeyVersion version = list.get(i);
      if (lowerBound != null && version.stamp().isBefore(lowerBound)) {
        return BELOW_LOWER_BOUND;
      }
      if (view.isSettled(version.stamp())) {
        return i;
      }
      if (!settledOnly) {
        WrittenKeys cowritten = version.cowritten();
        if (cowritten == null) {
          return COWRITTEN_NEEDED;
        }
        if (isAdmissible(version.stamp(), cowritten, view)) {
          return i;
        }
      }
    }
    if (!versions.complete()) {
      return OLDER_NEEDED;
    }
    return lowerBound == null ? ABSENT : BELOW_LOWER_BOUND;
  }

  /** Part (b). */
  private static boolean isAdmissible(Stamp stamp, WrittenKeys cowritten, View view) {
    if (cowritten.isAlone() || view.hasAccepted(stamp)) {
      return true;
    }
    for (Bytes key : cowritten.keys()) {
      if (view.hasReadOlder(key, stamp)) {
        return false;
      }
    }
    return true;
  }
}
