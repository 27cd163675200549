package dev.aft.history;

/**
 * One transaction must come before another in the order of commits. Transactions go by their index.
 *
 * @param key for {@link Reason#READS} the key read; for the derived reasons the key that {@code
 *     from} wrote and that {@code reader} read from {@code to}
 * @param reader who gave the reason; for {@link Reason#SESSION} the same as {@code to}
 * @param seenKey for {@link Reason#SEEN_IN_TRANSACTION} the key by which {@code reader} saw {@code
 *     from}
 */
record Edge(int from, int to, Reason reason, long key, int reader, long seenKey) {
  enum Reason {
    /** The session did one after the other. */
    SESSION,
    /** One read from the other. */
    READS,
    /** The reader saw {@code from}, which wrote the key, and read the key from {@code to}. */
    SEEN_IN_TRANSACTION,
    /** The reader's session had done {@code from}, which wrote the key, before. */
    SEEN_IN_SESSION
  }

  static Edge session(int from, int to) {
    return new Edge(from, to, Reason.SESSION, -1, to, -1);
  }

  static Edge reads(int writer, int reader, long key) {
    return new Edge(writer, reader, Reason.READS, key, reader, -1);
  }

  boolean isDerived() {
    return reason == Reason.SEEN_IN_TRANSACTION || reason == Reason.SEEN_IN_SESSION;
  }
}
