package dev.aft.history;

import java.util.List;

/**
 * One anomaly as a case small enough to read.
 *
 * @param sentence what is wrong, in a sentence
 * @param reader the number of the transaction that saw it, or of one of a circle
 * @param participants the transactions involved, with the operations that matter
 * @param arrows which participant must come before which, and why
 */
public record Violation(
    AnomalyKind kind,
    String sentence,
    long reader,
    List<Participant> participants,
    List<Arrow> arrows) {
  public Violation {
    participants = List.copyOf(participants);
    arrows = List.copyOf(arrows);
  }

  /**
   * A transaction involved.
   *
   * @param name such as {@code T12}; the initial state, where every key is absent, is {@code start}
   */
  public record Participant(String name, String description, List<Operation> operations) {
    public Participant {
      operations = List.copyOf(operations);
    }
  }

  /** {@code from} and {@code to} are names of participants. */
  public record Arrow(String from, String to, String label) {}

  /** The case with its drawing, for a terminal. */
  public String explain() {
    return kind.words() + ": " + sentence + "\n\n" + AsciiDrawing.of(this);
  }

  int size() {
    int operations = participants.stream().mapToInt(each -> each.operations().size()).sum();
    return participants.size() * 1_000 + operations;
  }
}
