package dev.aft.session;

import dev.aft.engine.Bound;
import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prepared statements and portals of a session. The unnamed ones have a place of their own. */
final class Portals {
  private final SessionSettings settings;
  private final Map<String, ServerStatement> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private @Nullable ServerStatement unnamedStatement;
  private @Nullable Portal unnamedPortal;

  Portals(SessionSettings settings) {
    this.settings = settings;
  }

  ServerStatement statement(String name) {
    ServerStatement found = name.isEmpty() ? unnamedStatement : statements.get(name);
    if (found == null) {
      throw new EngineException(
          ErrorCode.UNDEFINED_STATEMENT,
          name.isEmpty()
              ? "unnamed prepared statement does not exist"
              : "prepared statement \"" + name + "\" does not exist");
    }
    return found;
  }

  void requireNewStatement(String name) {
    if (name.isEmpty()) {
      unnamedStatement = null;
      return;
    }
    if (statements.containsKey(name)) {
      throw new EngineException(
          ErrorCode.DUPLICATE_PREPARED_STATEMENT,
          "prepared statement \"" + name + "\" already exists");
    }
    if (statements.size() >= settings.maxStatements()) {
      throw EngineException.beyond(
          Bound.MAX_STATEMENTS,
          settings.maxStatements(),
          "the session has too many prepared statements");
    }
  }

  void addStatement(String name, ServerStatement statement) {
    if (name.isEmpty()) {
      unnamedStatement = statement;
    } else {
      statements.put(name, statement);
    }
  }

  /** Harmless when there is none. */
  void closeStatement(String name) {
    if (name.isEmpty()) {
      unnamedStatement = null;
    } else {
      statements.remove(name);
    }
  }

  boolean hasStatement(String name) {
    return statements.containsKey(name);
  }

  void closeStatements() {
    unnamedStatement = null;
    statements.clear();
  }

  @Nullable Portal findPortal(String name) {
    return name.isEmpty() ? unnamedPortal : portals.get(name);
  }

  Portal portal(String name) {
    Portal found = findPortal(name);
    if (found == null) {
      throw new EngineException(
          ErrorCode.UNDEFINED_CURSOR, "cursor or portal \"" + name + "\" does not exist");
    }
    return found;
  }

  void addPortal(String name, Portal portal) {
    if (name.isEmpty()) {
      unnamedPortal = portal;
      return;
    }
    if (portals.containsKey(name)) {
      throw new EngineException(
          ErrorCode.DUPLICATE_CURSOR, "portal \"" + name + "\" already exists");
    }
    if (portals.size() >= settings.maxPortals()) {
      throw EngineException.beyond(
          Bound.MAX_PORTALS, settings.maxPortals(), "the session has too many portals");
    }
    portals.put(name, portal);
  }

  /** Harmless when there is none. */
  void closePortal(String name) {
    if (name.isEmpty()) {
      unnamedPortal = null;
    } else {
      portals.remove(name);
    }
  }

  /** Portals live no longer than their transaction. */
  void closeAll() {
    unnamedPortal = null;
    if (!portals.isEmpty()) {
      portals.clear();
    }
  }
}
