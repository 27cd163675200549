package dev.aft.driver;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the transports laid out, in their order; then, or where a failure is laid out, none. */
final class ScriptedLinks implements Links {
  private final Deque<Object> script = new ArrayDeque<>();
  final List<Integer> limits = new ArrayList<>();
  Reach reach = Reach.SERVER;
  @Nullable Runnable onOpen;

  void then(ScriptedTransport transport) {
    script.add(transport);
  }

  void thenRefuse(String state) {
    script.add(state);
  }

  @Override
  public Reach reach() {
    return reach;
  }

  @Override
  public Link open(int limitMillis) throws SQLException {
    limits.add(limitMillis);
    if (onOpen != null) {
      onOpen.run();
    }
    Object next = script.poll();
    if (next instanceof ScriptedTransport transport) {
      return DriverTestBase.link(transport);
    }
    throw SqlErrors.of(next == null ? "08001" : next.toString(), "refused");
  }
}
