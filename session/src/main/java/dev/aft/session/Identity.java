package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.sql.Access;
import dev.aft.engine.user.User;
import dev.aft.engine.user.UserLimits;
import dev.aft.engine.user.Users;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is, and what it may do as of now. It looks at the users of the node with every
 * statement, which costs one volatile read as long as they are the same. Used on the session's
 * executor only.
 */
final class Identity {
  private final Peer peer;
  private final Supplier<Users> directory;
  private @Nullable Users seen;
  private Access access = Access.ALL;
  private UserLimits limits = UserLimits.NONE;
  private @Nullable EngineException refused;
  private @Nullable Known user;
  private @Nullable Known madeFirst;
  private Consumer<User> onMadeFirst = unused -> {};

  /** The id tells a user from an earlier one of the same name. */
  private record Known(String name, long id) {}

  Identity(Peer peer, Supplier<Users> directory) {
    this.peer = peer;
    this.directory = directory;
  }

  /** All users that the node knows now. */
  Users users() {
    return directory.get();
  }

  /** Whether the client has to prove who it is. */
  boolean mustLogIn() {
    return !peer.inProcess() && !users().isEmpty();
  }

  void logIn(String name, long id) {
    user = new Known(name, id);
    seen = null;
  }

  /**
   * The session has made the first user, whose password it knows: it goes on as that user once it
   * is there, instead of being thrown out by its own statement.
   */
  void madeFirstUser(String name, long id) {
    madeFirst = new Known(name, id);
  }

  /** Tells {@code listener} when the session goes on as the first user, which it has made. */
  void whenMadeFirst(Consumer<User> listener) {
    onMadeFirst = listener;
  }

  /** The id of the user that has logged in; null when nobody had to. */
  @Nullable Long userId() {
    Known known = user;
    return known == null ? null : known.id();
  }

  /** The name of the user that has logged in; null when nobody had to. */
  @Nullable String userName() {
    Known known = user;
    return known == null ? null : known.name();
  }

  boolean isUser(String name, long id) {
    return new Known(name, id).equals(user);
  }

  /**
   * @throws EngineException {@code INVALID_AUTHORIZATION} when the session may not go on
   */
  void require() {
    Users now = directory.get();
    if (now != seen) {
      look(now);
    }
    if (refused != null) {
      throw refused;
    }
  }

  /**
   * @throws EngineException {@code INVALID_AUTHORIZATION} when the session may not go on
   */
  Access access() {
    require();
    return access;
  }

  UserLimits limits() {
    return limits;
  }

  private void look(Users now) {
    seen = now;
    refused = null;
    if (peer.inProcess()) {
      return;
    }
    Known first = madeFirst;
    Users.Entry made = user == null && first != null ? now.find(first.name(), first.id()) : null;
    if (made != null) {
      user = first;
      onMadeFirst.accept(made.user());
    }
    Known known = user;
    if (known == null) {
      refused = whyStrangersAreRefused(now);
      return;
    }
    Users.Entry entry = now.find(known.name(), known.id());
    if (entry == null) {
      refused = refusal("user \"" + known.name() + "\" was dropped", "Log in as another user.");
    } else {
      access = entry.access();
      limits = entry.user().limits();
    }
  }

  private @Nullable EngineException whyStrangersAreRefused(Users now) {
    if (!now.isEmpty()) {
      return refusal(
          "there are users now, and this connection has not logged in", "Connect again.");
    }
    return peer.local()
        ? null
        : refusal(
            "without users the node lets in clients of its own machine only",
            "Make the first user there: ./aft user add NAME.");
  }

  private static EngineException refusal(String message, String hint) {
    return EngineException.builder(ErrorCode.INVALID_AUTHORIZATION, message).hint(hint).build();
  }
}
