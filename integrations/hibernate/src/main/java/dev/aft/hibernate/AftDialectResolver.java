package dev.aft.hibernate;

import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolver;
import org.jspecify.annotations.Nullable;

/** Finds the dialect by the name that the driver gives the database. A service of Hibernate. */
public final class AftDialectResolver implements DialectResolver {
  private static final long serialVersionUID = 1;

  @Override
  public @Nullable Dialect resolveDialect(DialectResolutionInfo info) {
    return "AFT".equals(info.getDatabaseName()) ? new AftDialect(info) : null;
  }
}
