package dev.aft.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long the answer to a failed login waits: longer with each failure of the same user or from
 * the same address. Logins that succeed never wait, so that nobody can slow down another. What is
 * remembered is bounded, and forgotten after some quiet. Thread-safe.
 */
final class LoginDelays {
  static final long FIRST_MILLIS = 100;
  static final int MAX_REMEMBERED = 20_000;
  private static final long FORGET_NANOS = 10L * 60 * 1_000_000_000;
  private static final int MAX_NAME = 128;
  private static final int MOST_DOUBLINGS = 20;

  private enum Kind {
    USER,
    ADDRESS
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
   * @param delayMillis how long its answer waits
   */
  record Failure(int count, long delayMillis) {
    /** Few of many: nobody shall fill a disk from outside. */
    boolean isWorthALine() {
      return count <= 8 || Integer.bitCount(count) == 1;
    }
  }

  /** Counts a failed login. */
  synchronized Failure failed(String user, String address) {
    int name = Math.min(user.length(), MAX_NAME);
    int ofUser = count(new Source(Kind.USER, user.substring(0, name)));
    int fromAddress = count(new Source(Kind.ADDRESS, address));
    int count = Math.max(ofUser, fromAddress);
    int doublings = Math.min(MOST_DOUBLINGS, count - 1);
    return new Failure(count, Math.min(maxMillis, FIRST_MILLIS << doublings));
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
