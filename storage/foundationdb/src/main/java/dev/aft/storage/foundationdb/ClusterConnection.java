package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;

/** A cluster to keep stores in. */
public interface ClusterConnection extends AutoCloseable {
  /** A connection for one store by way of {@code database}, which is closed with it. */
  static ClusterConnection of(Database database, String name) {
    return new ClusterConnection() {
      @Override
      public Database database() {
        return database;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public void close() {
        database.close();
      }
    };
  }

  Database database();

  /** What names the cluster in messages: its cluster file. */
  String name();

  /** Called once, when the store has no transaction open any more. */
  @Override
  void close();
}
