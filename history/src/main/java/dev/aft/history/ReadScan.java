package dev.aft.history;

import dev.aft.history.Versions.Source;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks at one transaction after the other: finds what is wrong inside of it and where its reads
 * came from.
 */
final class ReadScan {
  private final Versions versions;
  private final Findings findings;
  private final Explainer explainer;

  ReadScan(Versions versions, Findings findings) {
    this.versions = versions;
    this.findings = findings;
    this.explainer = new Explainer(versions);
  }

  /** What the transaction itself must find under a key from here on. */
  private record Known(boolean own, Operation operation) {}

  ExternalReads scan(int index) {
    ExternalReads reads = new ExternalReads();
    Map<Long, Known> known = new HashMap<>();
    for (Operation operation : versions.transaction(index).operations()) {
      if (operation instanceof Operation.Write) {
        known.put(operation.key(), new Known(true, operation));
        continue;
      }
      Known before = known.get(operation.key());
      if (before == null) {
        known.put(operation.key(), new Known(false, operation));
        resolve(index, operation, reads);
      } else if (before.operation().value() != operation.value()) {
        contradicted(index, operation, before);
      }
    }
    return reads;
  }

  private void contradicted(int index, Operation read, Known before) {
    AnomalyKind kind = before.own() ? AnomalyKind.LOST_OWN_WRITE : AnomalyKind.NON_REPEATABLE_READ;
    findings.add(kind, () -> explainer.contradicted(kind, index, before.operation(), read));
  }

  private void resolve(int index, Operation read, ExternalReads reads) {
    if (read.value() == Operation.ABSENT) {
      if (!versions.mayBeDeleted(read.key())) {
        reads.add(read.key(), Versions.INITIAL);
      }
      return;
    }
    Source source = versions.source(read.key(), read.value());
    if (source == null) {
      findings.add(AnomalyKind.THIN_AIR_READ, () -> explainer.thinAir(index, read));
    } else if (source.transaction() == index) {
      findings.add(AnomalyKind.FUTURE_READ, () -> explainer.future(index, read));
    } else if (!versions.isVisible(source.transaction())) {
      findings.add(
          AnomalyKind.DIRTY_READ, () -> explainer.dirty(index, read, source.transaction()));
    } else if (!source.last()) {
      findings.add(
          AnomalyKind.INTERMEDIATE_READ,
          () -> explainer.intermediate(index, read, source.transaction()));
    } else {
      reads.add(read.key(), source.transaction());
    }
  }
}
