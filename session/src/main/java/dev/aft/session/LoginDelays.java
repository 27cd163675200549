package dev.aft.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long the answer to a failed login waits: longer with each failure of the same user or from
 * the same address. Who has failed a few times for one user from one address waits before it may
 * try that user again, too; anybody from elsewhere does not, so that nobody can slow down another.
 * What is remembered is bounded, and forgotten after some quiet. Thread-safe.
 */
final class LoginDelays {
  static final long FIRST_MILLIS = 100;
  static final int MAX_REMEMBERED = 20_000;
  private static final long FORGET_NANOS = 10L * 60 * 1_000_000_000;
  private static final int MAX_NAME = 128;
  private static final int MOST_DOUBLINGS = 20;

  /** Mistyped passwords that hold nobody up. */
  private static final int FREE_FAILURES = 3;

  private enum Kind {
    USER,
    ADDRESS,
    /** Both at once. */
    PAIR
  }

  private record Source(Kind kind, String name) {}

  private record Failures(int count, long lastNanos) {}

  private final LongSupplier nanoTime;
  private final long maxMillis;

  /** The longest quiet first. Guarded by this. */
  private final Map<Source, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Failures> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  LoginDelays(LongSupplier nanoTime, long maxMillis) {
    this.nanoTime = nanoTime;
    this.maxMillis = maxMillis;
  }

  /**
   * What a failed login is told.
   *
   * @param count which one it is of its user or from its address, whichever is more
   * @param fromAddress which one it is from its address
   * @param delayMillis how long its answer waits
   */
  record Failure(int count, int fromAddress, long delayMillis) {
    /**
     * Few of many: nobody shall fill a disk from outside. What others do from elsewhere does not
     * count, or somebody could hide the attempts of a few behind a crowd of failures.
     */
    boolean isWorthALine() {
      return fromAddress <= 8 || Integer.bitCount(fromAddress) == 1;
    }
  }

  /** Counts a failed login. */
  synchronized Failure failed(String user, String address) {
    int ofUser = count(new Source(Kind.USER, cut(user)));
    var unused = count(pair(user, address));
    int fromAddress = count(new Source(Kind.ADDRESS, address));
    int count = Math.max(ofUser, fromAddress);
    return new Failure(count, fromAddress, millis(count));
  }

  /** How long the next try of this user from this address waits for its challenge; 0 for none. */
  synchronized long beforeChallenge(String user, String address) {
    Failures before = failures.get(pair(user, address));
    if (before == null
        || before.count() <= FREE_FAILURES
        || nanoTime.getAsLong() - before.lastNanos() > FORGET_NANOS) {
      return 0;
    }
    return millis(before.count() - FREE_FAILURES);
  }

  /** Whoever knows the password is not held up any more. */
  synchronized void succeeded(String user, String address) {
    failures.remove(pair(user, address));
  }

  private long millis(int count) {
    return Math.min(maxMillis, FIRST_MILLIS << Math.min(MOST_DOUBLINGS, count - 1));
  }

  private static Source pair(String user, String address) {
    return new Source(Kind.PAIR, address + ' ' + cut(user));
  }

  private static String cut(String user) {
    return user.substring(0, Math.min(user.length(), MAX_NAME));
  }

  private int count(Source source) {
    long now = nanoTime.getAsLong();
    Failures before = failures.get(source);
    boolean fresh = before == null || now - before.lastNanos() > FORGET_NANOS;
    int count = fresh || before == null ? 1 : Math.min(before.count() + 1, Integer.MAX_VALUE - 1);
    failures.put(source, new Failures(count, now));
    return count;
  }

  synchronized int remembered() {
    return failures.size();
  }
}
