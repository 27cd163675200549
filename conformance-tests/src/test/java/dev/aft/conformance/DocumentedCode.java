package dev.aft.conformance;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Code that stands on a page and in a test, word for word. In the test (or in a resource of it or
 * an example that it runs, of any language) a line with {@code page begins: NAME} stands before it
 * and one with {@code page ends} after it; on the page {@code <!-- code: FILE#NAME -->} stands in
 * the line before the block, or {@code <!-- code: FILE -->} for all of a file. Indentation does not
 * count. Where the test says {@code url}, the page has the address that a reader would use.
 */
final class DocumentedCode {
  /** What a page has in the place of the variable {@code url}. */
  static final String ADDRESS = "\"jdbc:aft://localhost:7654/aft\"";

  /** The address as an expression of its own, not a part of another literal. */
  private static final Pattern WHOLE_ADDRESS =
      Pattern.compile("(?<![\\w.\"])" + Pattern.quote(ADDRESS) + "(?!\")");

  private static final Pattern BEGIN =
      Pattern.compile("^\\s*(?://|#|--|<!--) page begins: ([\\w-]+)");
  private static final Pattern END = Pattern.compile("^\\s*(?://|#|--|<!--) page ends");
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:^<!-- code: (\\S+) -->\n)?^```(\\w+)\n(.*?)^```$",
          Pattern.DOTALL | Pattern.MULTILINE);

  private DocumentedCode() {}

  /**
   * A block of code on a page.
   *
   * @param source {@code FILE#NAME} or {@code FILE}, if the page says where the code comes from
   */
  record Block(Path page, @Nullable String source, String language, String code) {
    /** The code as a test would have it. */
    String tested() {
      return unindented(WHOLE_ADDRESS.matcher(code).replaceAll("url"));
    }

    /** For messages. */
    String place() {
      return page.getFileName() + " has " + source;
    }
  }

  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      blocks.add(new Block(page, block.group(1), block.group(2), block.group(3)));
    }
    return blocks;
  }

  /** All code that a page may show, by {@code FILE#NAME} and {@code FILE}. */
  static Map<String, String> sources(Path folder) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        addSources(file, sources);
      }
    }
    return sources;
  }

  private static void addSources(Path file, Map<String, String> sources) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text;
    try {
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      return; // Not a text: nothing that a page could show.
    }
    sources.put(name, unindented(text));
    regions(text).forEach((region, code) -> sources.put(name + "#" + region, code));
  }

  /** The marked parts of a text; one that does not end is an error. */
  static Map<String, String> regions(String text) {
    Map<String, String> regions = new TreeMap<>();
    String name = null;
    StringBuilder code = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      Matcher begin = BEGIN.matcher(line);
      if (begin.find()) {
        name = begin.group(1);
        code.setLength(0);
      } else if (name != null && END.matcher(line).find()) {
        if (regions.put(name, unindented(code.toString())) != null) {
          throw new IllegalArgumentException("two regions are called " + name);
        }
        name = null;
      } else {
        code.append(line).append('\n');
      }
    }
    if (name != null) {
      throw new IllegalArgumentException("the region " + name + " has no end");
    }
    return regions;
  }

  /** Without the indentation that all lines share, and without blank lines around. */
  static String unindented(String code) {
    return code.stripTrailing().stripIndent().strip();
  }
}
