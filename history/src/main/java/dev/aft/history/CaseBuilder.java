package dev.aft.history;

import dev.aft.history.Violation.Arrow;
import dev.aft.history.Violation.Participant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Puts together the small case that shows a violation. */
final class CaseBuilder {
  private final Versions versions;
  private final Map<Integer, Set<Operation>> relevant = new LinkedHashMap<>();
  private final Set<Arrow> arrows = new LinkedHashSet<>();

  CaseBuilder(Versions versions) {
    this.versions = versions;
  }

  /** The name of a transaction, or of the initial state. */
  String name(int index) {
    return index == Versions.INITIAL ? "start" : "T" + versions.transaction(index).id();
  }

  CaseBuilder involve(int index, Operation... operations) {
    relevant.computeIfAbsent(index, fresh -> new HashSet<>()).addAll(List.of(operations));
    return this;
  }

  CaseBuilder arrow(int from, int to, String label) {
    involve(from);
    involve(to);
    arrows.add(new Arrow(name(from), name(to), label));
    return this;
  }

  /** {@code reader} read {@code key} from {@code writer}: both operations, and an arrow. */
  CaseBuilder reads(int writer, int reader, long key) {
    long value = writer == Versions.INITIAL ? Operation.ABSENT : lastValue(writer, key);
    wrote(writer, key);
    involve(reader, new Operation.Read(key, value));
    return arrow(writer, reader, name(reader) + " reads " + found(key, value));
  }

  CaseBuilder wrote(int writer, long key) {
    return writer == Versions.INITIAL
        ? involve(writer)
        : involve(writer, new Operation.Write(key, lastValue(writer, key)));
  }

  static String found(long key, long value) {
    return value == Operation.ABSENT ? "key " + key + " as absent" : "key " + key + " = " + value;
  }

  /** What the transaction last wrote to the key. */
  long lastValue(int index, long key) {
    long last = Operation.ABSENT;
    for (Operation operation : versions.transaction(index).operations()) {
      if (operation instanceof Operation.Write && operation.key() == key) {
        last = operation.value();
      }
    }
    return last;
  }

  Violation build(AnomalyKind kind, String sentence, int reader) {
    List<Participant> participants = new ArrayList<>();
    relevant.forEach((index, operations) -> participants.add(participant(index, operations)));
    return new Violation(
        kind, sentence, versions.transaction(reader).id(), participants, List.copyOf(arrows));
  }

  private Participant participant(int index, Set<Operation> operations) {
    if (index == Versions.INITIAL) {
      return new Participant(name(index), "every key is absent", List.of());
    }
    Transaction transaction = versions.transaction(index);
    List<Operation> inOrder =
        transaction.operations().stream().filter(operations::contains).toList();
    String outcome = transaction.outcome().name().toLowerCase(Locale.ROOT);
    return new Participant(
        name(index), "session " + transaction.session() + ", " + outcome, inOrder);
  }
}
