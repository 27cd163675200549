package dev.aft.protocol;

import java.util.List;
import java.util.Map;

/** A message from client to server. */
public sealed interface FrontendMessage {

  /** The first message of a connection: protocol 3.0 and parameters such as user and database. */
  record Startup(int majorVersion, int minorVersion, Map<String, String> parameters)
      implements FrontendMessage {
    public Startup {
      parameters = Map.copyOf(parameters);
    }
  }

  /** SSLRequest, instead of {@link Startup}. */
  record TlsRequest() implements FrontendMessage {}

  /** GSSENCRequest, instead of {@link Startup}. */
  record GssEncryptionRequest() implements FrontendMessage {}

  /** CancelRequest, instead of {@link Startup}, on a connection of its own. */
  record CancelRequest(int processId, int secretKey) implements FrontendMessage {}

  /**
   * PasswordMessage, {@link SaslInitialResponse} and SASLResponse: opaque until the state of the
   * login says which.
   */
  record Password(OpaqueBytes body) implements FrontendMessage {}

  /** Query: one or more statements, simple protocol. */
  record Query(String sql) implements FrontendMessage {}

  /**
   * @param statement the name; empty for the unnamed statement
   * @param parameterTypes type object ids, 0 for unspecified; may be shorter than the parameters
   */
  record Parse(String statement, String sql, List<Integer> parameterTypes)
      implements FrontendMessage {
    public Parse {
      parameterTypes = List.copyOf(parameterTypes);
    }
  }

  /**
   * @param parameterFormats empty: all text; one: for all; else one each
   * @param resultFormats the same for the columns of the result
   */
  record Bind(
      String portal,
      String statement,
      List<Format> parameterFormats,
      Values parameters,
      List<Format> resultFormats)
      implements FrontendMessage {
    public Bind {
      parameterFormats = List.copyOf(parameterFormats);
      resultFormats = List.copyOf(resultFormats);
    }
  }

  /** What Describe and Close speak of. */
  enum Target {
    STATEMENT,
    PORTAL
  }

  record Describe(Target target, String name) implements FrontendMessage {}

  /**
   * @param maxRows 0 for all
   */
  record Execute(String portal, int maxRows) implements FrontendMessage {}

  record Close(Target target, String name) implements FrontendMessage {}

  record Flush() implements FrontendMessage {}

  record Sync() implements FrontendMessage {}

  record Terminate() implements FrontendMessage {}

  /** CopyData, CopyDone and CopyFail, which arrive when a client believes a COPY is going on. */
  record Copy() implements FrontendMessage {}

  /** FunctionCall, which the server refuses. */
  record FunctionCall() implements FrontendMessage {}
}
