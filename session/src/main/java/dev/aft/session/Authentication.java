package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.user.User;
import dev.aft.engine.user.Users;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.SaslInitialResponse;
import dev.aft.protocol.ScramServer;
import dev.aft.protocol.ScramVerifier;
import dev.aft.storage.spi.Bytes;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who the client is. Without users nobody is asked; with users everybody proves by SCRAM
 * that it knows the password. A user that does not exist, or has no password, goes through the same
 * exchange and fails at its end. What failed is answered after a while, and no thread waits.
 *
 * <pre>
 * begin --no users--> let in
 *   \--SASL--> OFFERED --initial response--> CHALLENGED --response--> let in
 * </pre>
 */
final class Authentication {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final int NONCE_BYTES = 18;

  private final SessionState session;
  private final Logins logins;
  private String name = "";
  private @Nullable User candidate;
  private @Nullable ScramVerifier offered;
  private @Nullable ScramServer challenged;
  private @Nullable User counted;
  private @Nullable Future<?> delay;
  private boolean asked;
  private boolean closed;

  Authentication(SessionState session, Logins logins) {
    this.session = session;
    this.logins = logins;
    session.identity().whenMadeFirst(this::countFirst);
  }

  /** The session goes on as a user without having logged in, and takes one of its places. */
  private void countFirst(User user) {
    if (!closed) {
      logins.connections().count(user);
      counted = user;
    }
  }

  /** Whether a password message is expected. */
  boolean isAsked() {
    return asked;
  }

  /**
   * Begins for a client that says it is {@code user}.
   *
   * @return true when it is let in already
   * @throws EngineException {@code INVALID_AUTHORIZATION} for a client that may not even try
   */
  boolean begin(String user) {
    name = user;
    if (!session.identity().mustLogIn()) {
      session.identity().require();
      return true;
    }
    Users.Entry entry = session.identity().users().find(user);
    User found = entry == null ? null : entry.user();
    String verifier = found == null ? null : found.verifier();
    candidate = verifier == null ? null : found;
    offered =
        verifier == null
            ? logins.mocks().of(user, session.identity().users())
            : ScramVerifier.parse(verifier);
    asked = true;
    session.send(new BackendMessage.AuthenticationSasl(ScramServer.mechanisms(binding() != null)));
    session.sink().flush();
    return false;
  }

  private @Nullable OpaqueBytes binding() {
    Bytes binding = session.peer().channelBinding();
    return binding == null ? null : new OpaqueBytes(binding.toArray());
  }

  /**
   * Takes the client's next message; the answer is true when it is let in, and false when one more
   * message is expected.
   */
  CompletableFuture<Boolean> respond(FrontendMessage.Password message) {
    try {
      if (challenged == null) {
        return challengeInTime(SaslInitialResponse.of(message));
      }
      finish(message);
      return CompletableFuture.completedFuture(true);
    } catch (ProtocolException e) {
      return failLater(e, e.sqlState());
    } catch (EngineException e) {
      return e.code() == ErrorCode.INVALID_PASSWORD
          ? failLater(e, e.code().sqlState())
          : CompletableFuture.failedFuture(e);
    }
  }

  /** Who has failed a few times waits before it may try again, right or wrong. */
  private CompletableFuture<Boolean> challengeInTime(SaslInitialResponse response) {
    long wait = logins.delays().beforeChallenge(name, session.peer().address());
    if (wait == 0) {
      challenge(response);
      return CompletableFuture.completedFuture(false);
    }
    CompletableFuture<Boolean> waited = new CompletableFuture<>();
    Runnable goOn = () -> waited.complete(false);
    delay = session.environment().scheduler().schedule(goOn, wait, TimeUnit.MILLISECONDS);
    return waited.thenApplyAsync(
        more -> {
          challenge(response);
          return more;
        },
        session.executor());
  }

  private void challenge(SaslInitialResponse response) {
    byte[] nonce = new byte[NONCE_BYTES];
    session.environment().random().nextBytes(nonce);
    ScramServer server =
        new ScramServer(
            response.mechanism(),
            Objects.requireNonNull(offered),
            candidate != null,
            Base64.getEncoder().encodeToString(nonce),
            binding());
    OpaqueBytes challenge = server.first(response.data());
    challenged = server;
    session.send(new BackendMessage.AuthenticationSaslContinue(challenge));
    session.sink().flush();
  }

  private void finish(FrontendMessage.Password message) {
    OpaqueBytes proof =
        Objects.requireNonNull(challenged).last(message.body()).orElseThrow(this::wrongPassword);
    User user = Objects.requireNonNull(candidate);
    // Whoever was dropped, or got another password, while it logged in is not let in.
    Users.Entry now = session.identity().users().find(user.name(), user.id());
    if (now == null || !Objects.equals(now.user().verifier(), user.verifier())) {
      throw wrongPassword();
    }
    logins.delays().succeeded(name, session.peer().address());
    logins.connections().enter(user);
    counted = user;
    session.identity().logIn(user.name(), user.id());
    session.counters().logins.increment();
    asked = false;
    session.send(new BackendMessage.AuthenticationSaslFinal(proof));
  }

  private EngineException wrongPassword() {
    return EngineException.builder(
            ErrorCode.INVALID_PASSWORD, "password authentication failed for user \"" + name + "\"")
        .build();
  }

  /** The longer, the more of them there were; cancelled with the connection. */
  private CompletableFuture<Boolean> failLater(RuntimeException failure, String sqlState) {
    asked = false;
    session.counters().failedLogins.increment();
    String address = session.peer().address();
    LoginDelays.Failure told = logins.delays().failed(name, address);
    if (told.isWorthALine()) {
      LOG.warn(
          "login failed user={} address={} sqlstate={} failures={} answered_after_ms={}",
          known(),
          address,
          sqlState,
          told.count(),
          told.delayMillis());
    }
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Runnable say = () -> answer.completeExceptionally(failure);
    delay =
        session.environment().scheduler().schedule(say, told.delayMillis(), TimeUnit.MILLISECONDS);
    return answer;
  }

  /** A name that nobody has is not logged: it may be a password typed in the wrong place. */
  private String known() {
    return candidate == null ? "(none that could log in)" : candidate.name();
  }

  /** The connection is gone. */
  void close() {
    closed = true;
    Future<?> waiting = delay;
    if (waiting != null) {
      waiting.cancel(false);
    }
    User user = counted;
    if (user != null) {
      counted = null;
      logins.connections().leave(user.id());
    }
  }
}
