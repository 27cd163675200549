package dev.aft.conformance.simulation;

import java.util.List;

/** One mutant at least for each promise: what the simulation must notice. */
final class Mutants {
  private Mutants() {}

  static List<Mutant> all() {
    return List.of(
        // Read atomic
        new Mutant(
            "the lower bound of the read rule is ignored",
            "ReadRule",
            "Stamp lowerBound = view.lowerBound(key);",
            "Stamp lowerBound = null;"),
        new Mutant(
            "keys written together with a version are not looked at",
            "ReadRule",
            "if (view.hasReadOlder(key, stamp)) {",
            "if (view.hasReadOlder(key, stamp) && key.isEmpty()) {"),
        new Mutant(
            "what was read as absent is not remembered",
            "ReadSet",
            "if (version != null && !isSettled(stamp)) {",
            "if (version == null) { return; } if (!isSettled(stamp)) {"),
        new Mutant(
            "commits under way count as part of the snapshot",
            "CommitSnapshot",
            "return stamp.compareTo(highest) <= 0 && (underWay.isEmpty() ||"
                + " Collections.binarySearch(underWay, stamp) < 0);",
            "return stamp.compareTo(highest) <= 0;"),
        new Mutant(
            "a scan takes the newest versions, settled or not",
            "VersionPage",
            "if (!newestMissing && isSettled(version.stamp())) {",
            "if (!newestMissing) {"),
        new Mutant(
            "a list read before a publish enters the version index after it",
            "VersionIndex",
            "Objects.equals(current, seen) && published.get(stripe(key)) == ticket",
            "Objects.equals(current, seen)"),
        // Repeatable reads, read your writes
        new Mutant(
            "a key read again is read anew",
            "VersionReader",
            "if (before != null) {",
            "if (before != null && key.isEmpty()) {"),
        new Mutant(
            "keys of which one look has found none are not remembered",
            "VersionReader",
            "reads.recordAbsent(keys);",
            ""),
        new Mutant(
            "the write buffer is not consulted",
            "TransactionReads",
            "if (written != null) {",
            "if (written != null && key.isEmpty()) {"),
        new Mutant(
            "going back to a savepoint restores nothing",
            "WriteBuffer",
            "replace(undo.key(), undo.before());",
            ""),
        // No dirty reads
        new Mutant(
            "versions count without their commit record",
            "CommitRecords",
            "record != null && record.committed() && record.stamp().equals(before)",
            "true"),
        new Mutant(
            "versions are published before the commit record",
            "Committer",
            "var unused = writer .write(attempt)",
            "publish(attempt); var unused = writer.write(attempt)"),
        // Durable, and the outcome is what was said
        new Mutant(
            "a commit is acknowledged before it is durable",
            "Committer",
            "var unused = writer .write(attempt)",
            "result.complete(new CommitOutcome.Committed()); var unused = writer.write(attempt)"),
        new Mutant(
            "an unknown outcome is taken for a failure",
            "Committer",
            "cause instanceof UnknownOutcomeException",
            "false"),
        new Mutant(
            "after a restart the clock begins where the wall clock is",
            "TransactionManagers",
            "clock.observe(await(newestTimestamp(store)));",
            "await(newestTimestamp(store));"),
        new Mutant(
            "a fence is overlooked",
            "Committer",
            "if (created == CreateResult.CREATED) {",
            "if (created != null) {"),
        new Mutant(
            "the condition on the idempotency key is dropped",
            "CommitWriter",
            "List<Entry> conditions = attempt.conditions();",
            "List<Entry> conditions = List.of(attempt.conditions().get(0));"),
        // Guarded updates
        new Mutant(
            "a change of what must be unchanged is overlooked",
            "TransactionCommit",
            "if (!same) {",
            "if (!same && unchanged == null) {"),
        // Collection
        new Mutant(
            "collection does not wait for running readers",
            "GarbageCollector",
            "Stamp safe = earlier(byAge, settledForAll.get());",
            "Stamp safe = new Stamp(clock.last(), Stamp.ZERO.id());"),
        new Mutant(
            "collection trusts a wall clock that jumps forward",
            "AftTransactionManager",
            "if (settled != null && settled.isBefore(oldest)) {",
            "if (settled != null && settled.isBefore(Stamp.ZERO)) {"),
        new Mutant(
            "commit records go before their versions are marked",
            "JournalCleaner",
            "result = write(DurableStep.COLLECT_PROOF, proven(version));",
            "result = done();"),
        new Mutant(
            "a finished transaction keeps its share of the write budget",
            "AftTransaction",
            "held.writes.release();",
            ""));
  }
}
