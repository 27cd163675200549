package dev.aft.storage.foundationdb;

import dev.aft.storage.foundationdb.testing.CommitFault;
import dev.aft.storage.foundationdb.testing.Faults;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The next commits fail as listed, and then none. */
final class FaultScript implements Faults {
  private final Deque<CommitFault> commits;

  FaultScript(CommitFault... commits) {
    this.commits = new ArrayDeque<>(List.of(commits));
  }

  @Override
  public CommitFault commit() {
    return commits.isEmpty() ? CommitFault.NONE : commits.removeFirst();
  }
}
