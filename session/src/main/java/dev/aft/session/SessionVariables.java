package dev.aft.session;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CausalityToken;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one session. A change inside a transaction is undone when it rolls back; a local
 * one ends with it in any case. Maps are never changed but replaced, so that a state to return to
 * is a reference. Not thread-safe.
 */
final class SessionVariables {
  /** All values: for the session, and as they hold right now with what is local. */
  private record State(Map<Setting, String> session, Map<Setting, String> effective) {}

  private record Mark(String savepoint, State state) {}

  private final BiConsumer<String, String> report;
  private final Deque<Mark> savepoints = new ArrayDeque<>();
  private Map<Setting, String> defaults;
  private State state;
  private @Nullable State beforeTransaction;

  // Read for every statement, so they are kept in their own form.
  private ZoneId timeZone = ZoneOffset.UTC;
  private String schema = "public";
  private String afterText = "";
  private @Nullable CausalityToken after;
  private long statementTimeoutMillis;
  private long idleInTransactionTimeoutMillis;

  /**
   * @param report told name and value of a reported setting that changed
   */
  SessionVariables(BiConsumer<String, String> report) {
    this.report = report;
    Map<Setting, String> initial = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      initial.put(setting, setting.initialValue());
    }
    this.defaults = initial;
    this.state = new State(initial, initial);
  }

  /** Sets what RESET returns to, without a check: start-up and fixed values. Reports nothing. */
  void initialize(Setting setting, String value) {
    Map<Setting, String> changed = new EnumMap<>(defaults);
    changed.put(setting, value);
    defaults = changed;
    state = new State(changed, changed);
    refresh();
  }

  void reportAll() {
    for (Setting setting : Setting.values()) {
      if (setting.isReported()) {
        report.accept(setting.label(), get(setting));
      }
    }
  }

  String get(Setting setting) {
    return state.effective().getOrDefault(setting, setting.initialValue());
  }

  boolean isOn(Setting setting) {
    return get(setting).equals("on");
  }

  ZoneId timeZone() {
    return timeZone;
  }

  String schema() {
    return schema;
  }

  /** What transactions of this session must see at least; null for whatever the node knows. */
  @Nullable CausalityToken after() {
    return after;
  }

  long statementTimeoutMillis() {
    return statementTimeoutMillis;
  }

  long idleInTransactionTimeoutMillis() {
    return idleInTransactionTimeoutMillis;
  }

  /**
   * @throws EngineException {@code INVALID_PARAMETER_VALUE}
   */
  static String canonical(Setting setting, String value) {
    try {
      return setting.canonical(value);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw EngineException.builder(
              ErrorCode.INVALID_PARAMETER_VALUE,
              "invalid value for parameter \"" + setting.label() + "\": \"" + value + "\"")
          .detail(setting.label() + ": " + e.getMessage())
          .build();
    }
  }

  /** Changes a setting; {@code local} until the end of the transaction only. */
  void set(Setting setting, String value, boolean local) {
    replace(setting, canonical(setting, value), local);
  }

  void reset(Setting setting, boolean local) {
    replace(setting, defaults.getOrDefault(setting, setting.initialValue()), local);
  }

  void resetAll() {
    become(new State(defaults, defaults));
  }

  private void replace(Setting setting, String value, boolean local) {
    Map<Setting, String> effective = new EnumMap<>(state.effective());
    effective.put(setting, value);
    Map<Setting, String> session = state.session();
    if (!local) {
      session = new EnumMap<>(session);
      session.put(setting, value);
    }
    become(new State(session, effective));
  }

  void beginTransaction() {
    beforeTransaction = state;
    savepoints.clear();
  }

  void commitTransaction() {
    if (state.session() != state.effective()) {
      become(new State(state.session(), state.session()));
    }
    beforeTransaction = null;
    savepoints.clear();
  }

  void rollbackTransaction() {
    State before = beforeTransaction;
    if (before != null && before.effective() != state.effective()) {
      become(new State(before.session(), before.session()));
    }
    beforeTransaction = null;
    savepoints.clear();
  }

  void setSavepoint(String name) {
    savepoints.push(new Mark(name, state));
  }

  void releaseSavepoint(String name) {
    Iterator<Mark> marks = savepoints.iterator();
    while (marks.hasNext()) {
      boolean found = marks.next().savepoint().equals(name);
      marks.remove();
      if (found) {
        return;
      }
    }
  }

  void rollbackToSavepoint(String name) {
    while (!savepoints.isEmpty() && !savepoints.element().savepoint().equals(name)) {
      savepoints.pop();
    }
    // A savepoint that is not known was set on the connection that began the transaction, so all
    // that changed here changed after it.
    State wanted = savepoints.isEmpty() ? beforeTransaction : savepoints.element().state();
    if (wanted != null && wanted.effective() != state.effective()) {
      become(wanted);
    }
  }

  private void become(State next) {
    Map<Setting, String> before = state.effective();
    state = next;
    refresh();
    for (Setting setting : Setting.values()) {
      if (setting.isReported() && !get(setting).equals(before.get(setting))) {
        report.accept(setting.label(), get(setting));
      }
    }
  }

  private void refresh() {
    timeZone = SettingValue.zone(get(Setting.TIME_ZONE));
    schema = get(Setting.SEARCH_PATH);
    if (!afterText.equals(get(Setting.AFTER))) {
      afterText = get(Setting.AFTER);
      after = afterText.isEmpty() ? null : CausalityToken.parse(afterText);
    }
    statementTimeoutMillis = SettingValue.milliseconds(get(Setting.STATEMENT_TIMEOUT));
    idleInTransactionTimeoutMillis =
        SettingValue.milliseconds(get(Setting.IDLE_IN_TRANSACTION_SESSION_TIMEOUT));
  }
}
