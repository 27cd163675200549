package dev.aft.flyway;

import java.sql.SQLException;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/** A table. */
final class AftTable extends Table<AftDatabase, AftSchema> {
  AftTable(JdbcTemplate jdbc, AftDatabase database, AftSchema schema, String name) {
    super(jdbc, database, schema, name);
  }

  @Override
  protected void doDrop() throws SQLException {
    jdbcTemplate.execute("DROP TABLE " + this);
  }

  @Override
  protected boolean doExists() throws SQLException {
    return jdbcTemplate.queryForInt(
            "SELECT COUNT(*) FROM information_schema.tables"
                + " WHERE table_schema = ? AND table_name = ?",
            schema.getName(),
            name)
        > 0;
  }

  @Override
  protected void doLock() {
    // Nothing waits for locks in AFT. MigrationLock and the row of the history do the work.
  }
}
