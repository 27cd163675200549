package dev.aft.history;

import dev.aft.history.Violation.Arrow;
import dev.aft.history.Violation.Participant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a case as SVG: boxes below one another, arrows as arcs at their right. */
final class SvgDrawing {
  private static final int LINE = 18;
  private static final int LETTER = 8;
  private static final int MARGIN = 20;
  private static final int GAP = 34;

  private final Violation violation;
  private final StringBuilder body = new StringBuilder();
  private final Map<String, Integer> middles = new HashMap<>();
  private final int boxWidth;

  private SvgDrawing(Violation violation) {
    this.violation = violation;
    boxWidth =
        violation.participants().stream()
                    .flatMap(each -> lines(each).stream())
                    .mapToInt(String::length)
                    .max()
                    .orElse(0)
                * LETTER
            + MARGIN;
  }

  static String of(Violation violation) {
    return new SvgDrawing(violation).draw();
  }

  private static List<String> lines(Participant participant) {
    List<String> lines = new ArrayList<>();
    lines.add(participant.name() + " (" + participant.description() + ")");
    participant.operations().forEach(operation -> lines.add("  " + operation));
    return lines;
  }

  private String draw() {
    int y = MARGIN;
    for (String line : wrapped(violation.kind().words() + ": " + violation.sentence())) {
      y += LINE;
      text(MARGIN, y, line);
    }
    y += MARGIN;
    for (Participant participant : violation.participants()) {
      y = box(y, participant) + GAP;
    }
    int lane = 0;
    int widest = MARGIN + boxWidth;
    for (Arrow arrow : violation.arrows()) {
      widest = Math.max(widest, arc(arrow, lane++));
    }
    int width = Math.max(widest, 80 * LETTER) + MARGIN;
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"monospace\" font-size=\"13\">%n"
            + "<defs><marker id=\"tip\" markerWidth=\"10\" markerHeight=\"8\" refX=\"9\" refY=\"4\""
            + " orient=\"auto\"><path d=\"M0,0 L10,4 L0,8 z\"/></marker></defs>%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n%s</svg>%n",
        width,
        y,
        body);
  }

  private int box(int top, Participant participant) {
    List<String> lines = lines(participant);
    int height = lines.size() * LINE + 12;
    body.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"#eef3fb\""
                + " stroke=\"#33527a\"/>%n",
            MARGIN,
            top,
            boxWidth,
            height));
    int y = top;
    for (String line : lines) {
      y += LINE;
      text(MARGIN + 10, y, line);
    }
    middles.put(participant.name(), top + height / 2);
    return top + height;
  }

  /** An arc from box to box; each in a lane of its own, so that labels do not meet. */
  private int arc(Arrow arrow, int lane) {
    int right = MARGIN + boxWidth;
    int from = middles.getOrDefault(arrow.from(), 0) + 5 * lane;
    int to = middles.getOrDefault(arrow.to(), 0) - 5 * lane;
    int bend = right + 60 + 24 * lane;
    body.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%d,%d C%d,%d %d,%d %d,%d\" fill=\"none\" stroke=\"#a33\""
                + " marker-end=\"url(#tip)\"/>%n",
            right,
            from,
            bend,
            from,
            bend,
            to,
            right,
            to));
    int labelX = right + (bend - right) * 3 / 4 + 8;
    text(labelX, (from + to) / 2 + 4 + (lane % 2) * LINE, arrow.label());
    return labelX + arrow.label().length() * LETTER;
  }

  private void text(int x, int y, String line) {
    String escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    // A white rim keeps a label readable where an arrow passes below it.
    body.append("<text xml:space=\"preserve\" paint-order=\"stroke\" stroke=\"white\"");
    body.append(" stroke-width=\"3\" x=\"" + x + "\" y=\"" + y + "\">");
    body.append(escaped).append("</text>\n");
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > 78) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
