package dev.aft.conformance.platform;

import dev.aft.driver.AlreadyCommittedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The main class of a process that runs functions with the JDBC driver, one call a line: {@code
 * OWNER N STEP RETRY TOKEN}. Answers with one line, {@code suspended TOKEN}, {@code done RESULT} or
 * {@code failed SQLSTATE RESULT}.
 */
final class FunctionProcess {
  private FunctionProcess() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println("ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      Call call =
          new Call(
              Integer.parseInt(words[0]),
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              words[4],
              Boolean.parseBoolean(words[3]));
      out.println(answer(arguments[0], call));
    }
  }

  static String line(Call call) {
    return String.join(
        " ", "" + call.owner(), "" + call.n(), "" + call.step(), "" + call.isRetry(), call.token());
  }

  private static String answer(String url, Call call) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      List<String> statements = call.statements();
      for (String sql : statements.subList(0, statements.size() - 1)) {
        statement.execute(sql);
      }
      String last = statements.get(statements.size() - 1);
      if (call.isLast()) {
        statement.execute(last);
        return "done " + call.result();
      }
      try (ResultSet row = statement.executeQuery(last)) {
        row.next();
        return "suspended " + row.getString(1);
      }
    } catch (AlreadyCommittedException e) {
      return "done " + e.result().orElse("");
    } catch (SQLException e) {
      return "failed " + e.getSQLState() + " " + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }
}
