package dev.aft.engine.sql;

/** The full name of a table. */
public record TableName(String database, String schema, String name) {
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
