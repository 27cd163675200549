package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A batch in chunks. An execution that counts rows answers with about 30 bytes, so the answers of a
 * chunk take some 30 KB and always fit into the buffers between server and client: the server never
 * waits for us to read while we wait for it to read.
 */
final class BatchSource implements MessageSource {
  static final int CHUNK = 1000;

  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Pattern QUERY =
      Pattern.compile("\\s*(SELECT|GET|SCAN|SHOW|DESCRIBE|EXPLAIN)\\b.*", FLAGS);
  private static final Pattern COUNTED =
      Pattern.compile(
          "\\s*(INSERT|UPSERT|UPDATE|DELETE|PUT|DEL|CREATE|DROP|SET|SAVEPOINT)\\b.*", FLAGS);
  private static final Pattern RETURNING = Pattern.compile(".*\\bRETURNING\\b.*", FLAGS);

  /** One execution. */
  interface Item {
    /** Adds its messages, exactly one Execute among them. */
    void addTo(List<FrontendMessage> messages);

    /** How many of the application's statements it is, each of which changes one row if not 1. */
    default int rows() {
      return 1;
    }
  }

  private final List<Item> items;
  private final int chunk;
  private int next;
  private int executions;

  /**
   * @param chunk executions in a chunk: {@link #CHUNK}, or 1 for statements that answer with rows,
   *     whose size nobody knows
   */
  BatchSource(List<Item> items, int chunk) {
    this.items = items;
    this.chunk = chunk;
  }

  /** Whether the statement is there to answer with rows. */
  static boolean isQuery(String sql) {
    return matches(QUERY, sql);
  }

  /** False only when it is certain that the statement answers with a count. */
  static boolean mayAnswerWithRows(String sql) {
    return !matches(COUNTED, sql) || RETURNING.matcher(sql).matches();
  }

  private static boolean matches(Pattern pattern, String sql) {
    return pattern.matcher(sql).region(StatementKind.start(sql), sql.length()).matches();
  }

  @Override
  public boolean hasNext() {
    return next < items.size();
  }

  @Override
  public List<FrontendMessage> next() {
    int end = Math.min(items.size(), next + chunk);
    executions = end - next;
    List<FrontendMessage> messages = new ArrayList<>(2 * executions + 4);
    while (next < end) {
      items.get(next++).addTo(messages);
    }
    return messages;
  }

  @Override
  public int executions() {
    return executions;
  }
}
