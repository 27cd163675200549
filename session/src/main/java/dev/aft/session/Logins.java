package dev.aft.session;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.user.Users;
import java.util.function.Supplier;

/**
 * What the logins of one node share.
 *
 * @param users those that the node knows now
 */
record Logins(
    Supplier<Users> users, LoginDelays delays, UserConnections connections, MockVerifiers mocks) {
  static Logins of(Supplier<Users> users, EngineEnvironment environment, SessionSettings settings) {
    return new Logins(
        users,
        new LoginDelays(environment.nanoTime(), settings.maxLoginDelay().toMillis()),
        new UserConnections(),
        new MockVerifiers(environment.random()));
  }
}
