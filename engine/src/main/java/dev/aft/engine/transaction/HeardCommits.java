package dev.aft.engine.transaction;

import org.jspecify.annotations.Nullable;

/**
 * How far this node has heard of the commits of each node instance. A node announces its commits in
 * order, so that one number for each tells all.
 */
interface HeardCommits {
  /**
   * Whether everything that anybody can have seen of the commits of {@code node} up to {@code
   * timestamp} can be read here.
   */
  boolean hasHeard(int node, long timestamp);

  /** Runs {@code listener} each time that more has been heard of; null for nobody. */
  void setListener(@Nullable Runnable listener);
}
