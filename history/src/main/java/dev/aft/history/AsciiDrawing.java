package dev.aft.history;

import dev.aft.history.Violation.Arrow;
import dev.aft.history.Violation.Participant;
import java.util.ArrayList;
import java.util.List;

/** Draws a case with plain characters: a box for each transaction, its arrows below. */
final class AsciiDrawing {
  private AsciiDrawing() {}

  static String of(Violation violation) {
    StringBuilder drawing = new StringBuilder();
    for (Participant participant : violation.participants()) {
      box(drawing, participant);
      for (Arrow arrow : violation.arrows()) {
        if (arrow.from().equals(participant.name())) {
          drawing.append("    |\n    +--> ").append(arrow.to());
          drawing.append("   (").append(arrow.label()).append(")\n");
        }
      }
    }
    return drawing.toString();
  }

  private static void box(StringBuilder drawing, Participant participant) {
    List<String> lines = new ArrayList<>();
    lines.add(participant.name() + "  (" + participant.description() + ")");
    participant.operations().forEach(operation -> lines.add("  " + operation));
    int width = lines.stream().mapToInt(String::length).max().orElse(0);
    String border = "+" + "-".repeat(width + 2) + "+\n";
    drawing.append(border);
    for (String line : lines) {
      drawing.append("| ").append(line).append(" ".repeat(width - line.length())).append(" |\n");
    }
    drawing.append(border);
  }
}
