package dev.aft.conformance.platform;

/** What a platform hears of a call of a function. */
sealed interface Answer {
  /** The function has done its part and handed the transaction on. */
  record Suspended(String token) implements Answer {}

  /** The work is done, by this call or before it. */
  record Done(String result) implements Answer {}

  /** The function, or its connection, was lost: nobody knows how far it got. */
  record Lost() implements Answer {}

  /** There is no such transaction any more: the work has to begin again. */
  record Gone(String sqlState) implements Answer {}

  /** What an error of the node means to a platform; any other is what the tests look for. */
  static Answer ofError(String sqlState, String result, Exception error) {
    return switch (sqlState) {
      case "25X01" -> new Done(result);
      case "25P03", "3B001" -> new Gone(sqlState);
      // Held by, or taken over by, another attempt.
      case "55006", "25X04", "57P01" -> new Lost();
      default -> {
        if (sqlState.startsWith("08")) {
          yield new Lost();
        }
        throw new AssertionError("a function failed: " + error.getMessage(), error);
      }
    };
  }
}
