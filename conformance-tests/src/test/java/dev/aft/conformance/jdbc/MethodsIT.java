package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Calls every method of JDBC that the driver implements, on open and on closed objects, and keeps
 * docs/jdbc-methods.md as what came of it. After a change, -Daft.docs.rewrite=true writes the page
 * anew.
 */
class MethodsIT extends JdbcTestBase {
  private static final Path PAGE = Path.of("..", "docs", "jdbc-methods.md");

  /** Calls that return and do nothing, each with the reason why that harms nobody. */
  private static final Map<String, String> NO_OPS =
      Map.ofEntries(
          Map.entry("Connection.beginRequest", "a hint; there is nothing to prepare"),
          Map.entry("Connection.endRequest", "a hint; there is nothing to put away"),
          Map.entry("Connection.setCatalog", "a connection stays in its database, as JDBC says"),
          Map.entry("Connection.setTypeMap", "kept; the dialect has no types of the user's making"),
          Map.entry("Statement.setCursorName", "there are no positioned updates, as JDBC says"),
          Map.entry("Statement.setMaxFieldSize", "kept; values are never cut"),
          Map.entry("Statement.setFetchDirection", "a hint; rows come forward"),
          Map.entry("Statement.setPoolable", "kept; plans are pooled by their text"),
          Map.entry("ResultSet.setFetchDirection", "kept; rows come forward"),
          Map.entry("ResultSet.clearWarnings", "a result set has no warnings"),
          Map.entry("DataSource.setLogWriter", "kept; the driver logs through System.Logger"),
          Map.entry(
              "ConnectionPoolDataSource.setLogWriter",
              "kept; the driver logs through System.Logger"));

  /** What a closed object may answer all the same. */
  private static final Set<String> AFTER_CLOSE =
      Set.of(
          "close",
          "isClosed",
          "abort",
          "isValid",
          "unwrap",
          "isWrapperFor",
          "free",
          "beginRequest",
          "endRequest",
          "enquoteLiteral",
          "enquoteNCharLiteral",
          "enquoteIdentifier",
          "isSimpleIdentifier");

  private static final Set<Class<?>> CLOSABLE =
      Set.of(
          Connection.class,
          Statement.class,
          PreparedStatement.class,
          ResultSet.class,
          Blob.class,
          Clob.class,
          NClob.class);

  private final List<String> wrong = new ArrayList<>();

  /** What a method came to: null when it returned. */
  private record Outcome(@Nullable Throwable thrown) {
    boolean isUnsupported() {
      return thrown instanceof SQLFeatureNotSupportedException e && "HYC00".equals(e.getSQLState());
    }

    String state() {
      return thrown instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
    }
  }

  @Test
  void thePageOfAllMethodsIsWhatTheyDo() throws Exception {
    execute("INSERT INTO t VALUES (1, 'one')");
    StringBuilder page = new StringBuilder(introduction());
    for (Class<?> type : MethodFixture.INTERFACES) {
      page.append("\n## ").append(type.getName()).append("\n\n");
      page.append("| method | open | closed |\n|---|---|---|\n");
      for (Method method : methods(type)) {
        page.append(row(type, method));
      }
    }
    page.append(neverMade());
    assertEquals(List.of(), wrong);
    assertPage(page.toString());
  }

  private static void assertPage(String expected) throws IOException {
    if (Boolean.getBoolean("aft.docs.rewrite")) {
      Files.writeString(PAGE, expected);
    }
    assertEquals(
        expected,
        Files.readString(PAGE),
        "docs/jdbc-methods.md is out of date; -Daft.docs.rewrite=true writes it anew");
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .sorted(Comparator.comparing(Method::getName).thenComparing(MethodsIT::signature))
        .toList();
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private String row(Class<?> type, Method method) throws Exception {
    Outcome open = call(type, method, false, false);
    Outcome nulls = call(type, method, false, true);
    Outcome closed = CLOSABLE.contains(type) ? call(type, method, true, false) : null;
    check(type, method, open, false);
    check(type, method, nulls, false);
    if (closed != null) {
      check(type, method, closed, true);
    }
    return "| `"
        + signature(method)
        + "` | "
        + meaning(type, method, open)
        + " | "
        + (closed == null ? "" : closed.thrown() == null ? "answers" : closed.state())
        + " |\n";
  }

  private String meaning(Class<?> type, Method method, Outcome open) {
    if (open.isUnsupported()) {
      return "not supported";
    } else if (open.thrown() != null) {
      boolean asJdbcWants = type == PreparedStatement.class && open.state().equals("HY010");
      if (!asJdbcWants) {
        wrong.add(type.getSimpleName() + "." + signature(method) + ": " + open.thrown());
      }
      return "refused (" + open.state() + "), as JDBC says";
    }
    String reason = NO_OPS.get(method.getDeclaringClass().getSimpleName() + "." + method.getName());
    if (reason == null) {
      reason = NO_OPS.get(type.getSimpleName() + "." + method.getName());
    }
    return reason == null ? "works" : "does nothing: " + reason;
  }

  private void check(Class<?> type, Method method, Outcome outcome, boolean closed) {
    Throwable thrown = outcome.thrown();
    String name = type.getSimpleName() + "." + signature(method);
    if (thrown != null && !(thrown instanceof SQLException)) {
      wrong.add(name + " throws " + thrown + " at " + thrown.getStackTrace()[0]);
    } else if (thrown instanceof SQLException e && e.getSQLState() == null) {
      wrong.add(name + " has no SQLState: " + thrown);
    } else if (thrown instanceof SQLFeatureNotSupportedException && !outcome.isUnsupported()) {
      wrong.add(name + " is not supported with " + outcome.state());
    } else if (closed && thrown == null && !AFTER_CLOSE.contains(method.getName())) {
      wrong.add(name + " answers on a closed object");
    }
  }

  private Outcome call(Class<?> type, Method method, boolean closed, boolean nulls)
      throws Exception {
    boolean ownConnection = type == Connection.class || type == Savepoint.class;
    boolean lends = !ownConnection && !method.getName().equals("getConnection");
    try (MethodFixture fixture = new MethodFixture(place.url(), lends ? connection : null)) {
      Object object = fixture.open(type, method);
      @Nullable Object[] arguments =
          nulls
              ? MethodArguments.nulls(method)
              : new MethodArguments(type, method, place.url(), fixture.savepoint()).all();
      if (closed) {
        fixture.closeObject();
      }
      Object result = method.invoke(object, arguments);
      if (result instanceof AutoCloseable closeable && result != object) {
        closeable.close();
      }
      return new Outcome(null);
    } catch (InvocationTargetException e) {
      return new Outcome(e.getCause());
    }
  }

  private static String introduction() {
    return """
        # What every method of JDBC does

        A test writes this page: it calls every method of every interface, on an open and on a closed object.

        - **works**: as JDBC says.
        - **does nothing**: returns, with the reason why that is harmless.
        - **not supported**: `SQLFeatureNotSupportedException`, SQLState `HYC00`.
        - **closed**: the SQLState on a closed object, or that it answers all the same.

        No method throws anything but an `SQLException`, also when it is given nulls.
        """;
  }

  private static String neverMade() {
    Map<String, String> never = new TreeMap<>();
    never.put("java.sql.CallableStatement", "`Connection.prepareCall`");
    never.put("java.sql.SQLXML", "`Connection.createSQLXML`, `ResultSet.getSQLXML`");
    never.put("java.sql.Array", "`Connection.createArrayOf`, `ResultSet.getArray`");
    never.put("java.sql.Struct", "`Connection.createStruct`");
    never.put("java.sql.Ref", "`ResultSet.getRef`");
    never.put("java.sql.RowId", "`ResultSet.getRowId`");
    never.put("java.sql.ShardingKey", "`DataSource.createShardingKeyBuilder`");
    never.put("javax.sql.XADataSource", "the driver has none");
    StringBuilder text =
        new StringBuilder(
            "\n## Never made\n\nThere are no objects of these; what would make them is not"
                + " supported.\n\n| interface | made by |\n|---|---|\n");
    never.forEach(
        (name, by) -> text.append("| ").append(name).append(" | ").append(by).append(" |\n"));
    return text.toString();
  }
}
