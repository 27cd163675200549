package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.user.User;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the sessions of each user. Thread-safe. */
final class UserConnections {
  private final Map<Long, Integer> byUser = new ConcurrentHashMap<>();

  /**
   * Counts one more, until {@link #leave}.
   *
   * @throws EngineException {@code TOO_MANY_CONNECTIONS}; nothing is counted then
   */
  void enter(User user) {
    int limit = user.limits().connections();
    boolean[] full = new boolean[1];
    // In one step: two that meet at the last place must not both be refused.
    byUser.compute(
        user.id(),
        (id, open) -> {
          int before = open == null ? 0 : open;
          full[0] = limit > 0 && before >= limit;
          return full[0] ? open : Integer.valueOf(before + 1);
        });
    if (full[0]) {
      throw EngineException.builder(
              ErrorCode.TOO_MANY_CONNECTIONS,
              "user \""
                  + user.name()
                  + "\" has all the connections it may have: connections="
                  + limit)
          .hint("Close connections, or raise the limit: ALTER USER ... LIMIT (connections = n).")
          .build();
    }
  }

  /** Counts one more that is in already, whatever the limit, until {@link #leave}. */
  void count(User user) {
    byUser.merge(user.id(), 1, Integer::sum);
  }

  void leave(long userId) {
    byUser.computeIfPresent(userId, (id, open) -> open == 1 ? null : open - 1);
  }
}
