package dev.aft.engine.sql;

/** What a user may do. Each contains those before it. */
public enum Right {
  /** Queries. */
  READ,
  /** Changes of rows, and what they need to read. */
  WRITE,
  /** Changes of definitions; on everything also users, rights, schemas and databases. */
  ADMIN;

  /** Whether whoever has this may do what needs {@code wanted}. */
  public boolean contains(Right wanted) {
    return compareTo(wanted) >= 0;
  }
}
