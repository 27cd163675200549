package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.FrontendMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** From the start-up message to the first ReadyForQuery, which is the session's to send. */
final class StartupProcess {
  static final String DEFAULT_DATABASE = "aft";

  private static final int MAJOR_VERSION = 3;

  private final SessionState session;
  private final TransactionManager transactions;
  private final BackendMessage.BackendKeyData key;
  private final Authentication authentication;
  private final List<String> ignored = new ArrayList<>();
  private FrontendMessage.@Nullable Startup startup;
  private boolean complete;

  StartupProcess(SessionState session, SessionState.Node node, BackendMessage.BackendKeyData key) {
    this.session = session;
    this.transactions = node.transactions();
    this.key = key;
    this.authentication = new Authentication(session, node.logins());
  }

  /** Whether the client is let in. */
  boolean isComplete() {
    return complete;
  }

  /** Whether the client has been asked for a password. */
  boolean isAuthenticating() {
    return authentication.isAsked();
  }

  /** The connection is gone. */
  void close() {
    authentication.close();
  }

  /** Answers; fails with an error that is fatal to the connection. */
  CompletableFuture<@Nullable Void> start(FrontendMessage.Startup message) {
    startup = message;
    requireKnownVersion(message);
    String user = message.parameters().getOrDefault("user", DEFAULT_DATABASE);
    return authentication.begin(user) ? letIn(message) : Async.DONE;
  }

  /** Takes the client's next message of the login. */
  CompletableFuture<@Nullable Void> goOn(FrontendMessage.Password message) {
    FrontendMessage.Startup begun = Objects.requireNonNull(startup);
    return Async.then(
        authentication.respond(message),
        session.executor(),
        isKnown -> isKnown ? letIn(begun) : Async.DONE);
  }

  private static void requireKnownVersion(FrontendMessage.Startup startup) {
    if (startup.majorVersion() != MAJOR_VERSION) {
      throw new EngineException(
          ErrorCode.UNSUPPORTED,
          "unsupported frontend protocol "
              + startup.majorVersion()
              + "."
              + startup.minorVersion()
              + ": server supports 3.0");
    }
  }

  /** Only who has logged in is told which databases there are. */
  private CompletableFuture<@Nullable Void> letIn(FrontendMessage.Startup message) {
    Map<String, String> parameters = new TreeMap<>(message.parameters());
    String user = parameters.getOrDefault("user", DEFAULT_DATABASE);
    String database = parameters.getOrDefault("database", "");
    String wanted = database.isEmpty() ? user : database;
    applySettings(user, parameters);
    Transaction transaction = transactions.begin(TransactionOptions.OF_THE_NODE);
    return Async.lastly(
            () ->
                Async.then(
                    session.engine().databaseExists(transaction, wanted),
                    session.executor(),
                    exists -> choose(transaction, wanted, user, exists)),
            transaction::abort)
        .thenCompose(
            chosen -> {
              session.identify(user, chosen);
              greet(message, parameters);
              complete = true;
              return Async.DONE;
            });
  }

  /** A client that repeats the user name, because that is its habit, gets the default database. */
  private CompletableFuture<String> choose(
      Transaction transaction, String wanted, String user, boolean exists) {
    if (exists) {
      return CompletableFuture.completedFuture(wanted);
    }
    if (wanted.equals(user)) {
      return CompletableFuture.completedFuture(DEFAULT_DATABASE);
    }
    return Async.then(
        session.engine().databases(transaction),
        session.executor(),
        databases -> {
          throw EngineException.builder(
                  ErrorCode.INVALID_DATABASE, "database \"" + wanted + "\" does not exist")
              .hint("There are: " + String.join(", ", shorten(databases)) + ".")
              .build();
        });
  }

  private static List<String> shorten(List<String> names) {
    return names.subList(0, Math.min(names.size(), 50));
  }

  private void applySettings(String user, Map<String, String> parameters) {
    SessionVariables variables = session.variables();
    SessionSettings settings = session.settings();
    variables.initialize(Setting.SERVER_VERSION, "15.0 (AFT " + settings.version() + ")");
    variables.initialize(Setting.SESSION_AUTHORIZATION, user);
    variables.initialize(Setting.STORE_ID, transactions.storeId());
    variables.initialize(
        Setting.STATEMENT_TIMEOUT,
        SessionVariables.canonical(
            Setting.STATEMENT_TIMEOUT, settings.statementTimeout().toMillis() + "ms"));
    variables.initialize(
        Setting.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SessionVariables.canonical(
            Setting.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            settings.idleInTransactionTimeout().toMillis() + "ms"));
    applyOptions(parameters.getOrDefault("options", ""));
    parameters.forEach(this::applyParameter);
  }

  private void applyParameter(String name, String value) {
    if (name.equals("user")
        || name.equals("database")
        || name.equals("options")
        || name.startsWith("_pq_.")) {
      return;
    }
    Optional<Setting> setting = Setting.find(name);
    if (setting.isEmpty()) {
      ignored.add(name);
      return;
    }
    session.variables().initialize(setting.get(), SessionVariables.canonical(setting.get(), value));
  }

  /** {@code -c name=value} and {@code --name=value}, as libpq's {@code options} has them. */
  private void applyOptions(String options) {
    String[] words = options.strip().split("\\s+", -1);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals("-c") && i + 1 < words.length) {
        word = words[++i];
      } else if (word.startsWith("-c") || word.startsWith("--")) {
        word = word.substring(2);
      }
      int equals = word.indexOf('=');
      if (equals > 0) {
        applyParameter(word.substring(0, equals).replace('-', '_'), word.substring(equals + 1));
      }
    }
  }

  private void greet(FrontendMessage.Startup message, Map<String, String> parameters) {
    List<String> unknown = parameters.keySet().stream().filter(n -> n.startsWith("_pq_.")).toList();
    if (message.minorVersion() > 0 || !unknown.isEmpty()) {
      session.send(new BackendMessage.NegotiateProtocolVersion(0, unknown));
    }
    session.send(new BackendMessage.AuthenticationOk());
    // Clients take no notices before they are let in.
    for (String name : ignored) {
      session.warn(
          ErrorCode.UNDEFINED_OBJECT, "start-up parameter \"" + name + "\" is not known, ignored");
    }
    session.variables().reportAll();
    session.send(key);
  }
}
