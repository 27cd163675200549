package dev.aft.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Draws a violation: as text for a terminal, or to a file. */
public final class Drawing {
  private Drawing() {}

  /** Boxes and arrows of plain characters. */
  public static String text(Violation violation) {
    return AsciiDrawing.of(violation);
  }

  public static String dot(Violation violation) {
    return DotDrawing.of(violation);
  }

  public static String svg(Violation violation) {
    return SvgDrawing.of(violation);
  }

  /** Whether {@link #save} can write such a file. */
  public static boolean knows(Path file) {
    String name = file.toString();
    return name.endsWith(".svg") || name.endsWith(".dot");
  }

  /**
   * @param file ends in {@code .svg} or {@code .dot}
   * @throws IllegalArgumentException for any other ending
   */
  public static void save(Violation violation, Path file) throws IOException {
    if (!knows(file)) {
      throw new IllegalArgumentException("a drawing ends in .svg or .dot: " + file);
    }
    Files.writeString(file, file.toString().endsWith(".svg") ? svg(violation) : dot(violation));
  }
}
