package dev.aft.conformance.simulation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine with one sentence of its source changed.
 *
 * @param promise that the change breaks
 * @param type simple name of the class in {@code dev.aft.engine.transaction}
 * @param from what stands there, exactly once; white space does not count
 * @param to what shall stand there instead
 */
record Mutant(String promise, String type, String from, String to) {
  /** The changed source. */
  String applyTo(String source) {
    String[] words = from.trim().split("\\s+", -1);
    StringBuilder pattern = new StringBuilder();
    for (String word : words) {
      pattern.append(pattern.length() == 0 ? "" : "\\s+").append(Pattern.quote(word));
    }
    Matcher matcher = Pattern.compile(pattern.toString()).matcher(source);
    if (!matcher.find()) {
      throw new IllegalStateException(
          "The mutant \"" + promise + "\" no longer fits " + type + ".java: adapt it in Mutants");
    }
    String changed = source.substring(0, matcher.start()) + to + source.substring(matcher.end());
    if (matcher.find()) {
      throw new IllegalStateException(
          "The mutant \"" + promise + "\" fits " + type + ".java twice: adapt it in Mutants");
    }
    return changed;
  }

  @Override
  public String toString() {
    return promise;
  }
}
