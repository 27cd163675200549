package dev.aft.engine.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What a node hears without being told: its own commits when they are published, and those of all
 * nodes from before it opened the store.
 */
final class OwnCommits implements HeardCommits {
  private final int ownNode;
  private final long opened;
  private final CommitSequencer sequencer;

  /**
   * Of a node that has just opened its store.
   *
   * @param opened the greatest timestamp in the store then
   */
  OwnCommits(int ownNode, long opened, CommitSequencer sequencer) {
    this.ownNode = ownNode;
    this.opened = opened;
    this.sequencer = sequencer;
  }

  @Override
  public boolean hasHeard(int node, long timestamp) {
    return timestamp <= opened || (node == ownNode && sequencer.isPublished(timestamp));
  }

  @Override
  public void setListener(@Nullable Runnable listener) {
    sequencer.setListener(listener);
  }
}
