package dev.aft.flyway;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.internal.database.base.Schema;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;

/** A schema. One that exists from the start can be emptied, but not dropped. */
final class AftSchema extends Schema<AftDatabase, AftTable> {
  /** In every schema {@code public}: nothing that a migration has made. */
  private static final String KEY_VALUE_TABLE = "kv";

  AftSchema(JdbcTemplate jdbc, AftDatabase database, String name) {
    super(jdbc, database, name);
  }

  private boolean isPublic() {
    return name.equals("public");
  }

  @Override
  protected boolean doExists() throws SQLException {
    return jdbcTemplate.queryForInt(
            "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?", name)
        > 0;
  }

  @Override
  protected boolean doEmpty() throws SQLException {
    return tableNames().isEmpty();
  }

  private List<String> tableNames() throws SQLException {
    List<String> names =
        jdbcTemplate.queryForStringList(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
                + " ORDER BY table_name",
            name);
    return names.stream().filter(table -> !isPublic() || !table.equals(KEY_VALUE_TABLE)).toList();
  }

  @Override
  protected void doCreate() throws SQLException {
    jdbcTemplate.execute("CREATE SCHEMA " + database.quote(name));
  }

  @Override
  protected void doDrop() throws SQLException {
    if (isPublic()) {
      doClean();
    } else {
      jdbcTemplate.execute("DROP SCHEMA " + database.quote(name) + " CASCADE");
    }
  }

  /** Also empties the key-value table, which cannot be dropped. */
  @Override
  protected void doClean() throws SQLException {
    for (AftTable table : doAllTables()) {
      table.drop();
    }
    if (isPublic()) {
      jdbcTemplate.execute("DELETE FROM " + database.quote(name, KEY_VALUE_TABLE));
    }
  }

  @Override
  protected AftTable[] doAllTables() throws SQLException {
    return tableNames().stream()
        .map(table -> new AftTable(jdbcTemplate, database, this, table))
        .toArray(AftTable[]::new);
  }

  @Override
  public Table<?, ?> getTable(String table) {
    return new AftTable(jdbcTemplate, database, this, table);
  }
}
