package dev.aft.history;

import java.util.stream.Collectors;

/** Draws a case in the language of Graphviz. */
final class DotDrawing {
  private DotDrawing() {}

  static String of(Violation violation) {
    StringBuilder dot = new StringBuilder("digraph history {\n");
    dot.append("  label=\"")
        .append(violation.kind().words())
        .append(": ")
        .append(violation.sentence().replace("; ", ";\\n"))
        .append("\";\n  labelloc=t;\n  node [shape=box, fontname=\"monospace\"];\n");
    for (Violation.Participant each : violation.participants()) {
      String operations =
          each.operations().stream().map(op -> "\\n" + op).collect(Collectors.joining());
      dot.append("  \"" + each.name() + "\" [label=\"" + each.name() + "\\n");
      dot.append(each.description()).append(operations).append("\"];\n");
    }
    for (Violation.Arrow arrow : violation.arrows()) {
      dot.append("  \"" + arrow.from() + "\" -> \"" + arrow.to() + "\"");
      dot.append(" [label=\"").append(arrow.label()).append("\"];\n");
    }
    return dot.append("}\n").toString();
  }
}
