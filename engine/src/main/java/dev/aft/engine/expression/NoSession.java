package dev.aft.engine.expression;

import dev.aft.engine.sql.SessionContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands for the session while constants are folded, which never depends on one. */
class NoSession implements SessionContext {
  @Override
  public String user() {
    throw new IllegalStateException("a constant asks for the session");
  }

  @Override
  public String database() {
    throw new IllegalStateException("a constant asks for the session");
  }

  @Override
  public String schema() {
    throw new IllegalStateException("a constant asks for the session");
  }

  @Override
  public ZoneId timeZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Instant transactionTime() {
    throw new IllegalStateException("a constant asks for the session");
  }

  @Override
  public void checkCancelled() {}
}
