package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;

/** A cluster to keep stores in. */
public interface ClusterConnection extends AutoCloseable {
  Database database();

  /** What names the cluster in messages: its cluster file. */
  String name();

  /** Called once, when the store has no transaction open any more. */
  @Override
  void close();
}
