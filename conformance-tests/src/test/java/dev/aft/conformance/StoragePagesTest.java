package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be run here, on the pages about stores: at least it is well-formed. */
class StoragePagesTest {
  /** In code, up to its end, a quote or a space. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<=[\\s'`])((?:s3://|fdb:|rocksdb:)[^\\s'`|)]*)(?=[\\s'`])");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ACTION = Pattern.compile("\"(s3:[A-Za-z]+)\"");

  private static String page(String name) throws IOException {
    return Files.readString(Path.of("..", "docs", name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "choosing-a-store.md",
        "s3.md",
        "foundationdb.md",
        "moving-data.md",
        "settings.md",
        "operations.md"
      })
  void everyAddressOnThePageHasParametersThatItsStoreKnows(String name) throws IOException {
    List<String> found = new ArrayList<>();
    ADDRESS
        .matcher(page(name))
        .results()
        .map(match -> match.group(1))
        .forEach(
            address -> {
              Stores.identity(StorageUri.parse(address));
              found.add(address);
            });
    assertTrue(!found.isEmpty(), "no address was found");
  }

  /** Brackets in order and nothing else between strings, numbers and words. */
  private static boolean isJson(String text) {
    String reduced =
        text.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "0").replaceAll("\\b(true|false|null)\\b", "0");
    reduced = reduced.replaceAll("-?\\d+(\\.\\d+)?", "0").replaceAll("\\s+", "");
    String before;
    do {
      before = reduced;
      reduced = reduced.replaceAll("\\[(0(,0)*)?]", "0").replaceAll("\\{(0:0(,0:0)*)?}", "0");
    } while (!reduced.equals(before));
    return reduced.equals("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3.md"})
  void everyBlockOfJsonIsWellFormedAndThePolicyGrantsWhatAftNeeds(String name) throws IOException {
    List<String> blocks = JSON.matcher(page(name)).results().map(match -> match.group(1)).toList();
    assertEquals(2, blocks.size());
    blocks.forEach(block -> assertTrue(isJson(block), block));
    assertEquals(
        Set.of(
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListBucket"),
        Set.copyOf(ACTION.matcher(blocks.get(0)).results().map(match -> match.group(1)).toList()));
  }

  /** Every message in code in the table of start-up errors is in the sources of the store. */
  @ParameterizedTest
  @CsvSource({"s3.md,s3", "foundationdb.md,foundationdb"})
  void theStartUpErrorsOnThePageAreThoseOfTheStore(String name, String module) throws IOException {
    String section =
        page(name).split("\n## When it does not start\n", -1)[1].split("\n\nWhile", -1)[0];
    String sources = sources(Path.of("..", "storage", module, "src", "main", "java"));
    List<String> messages =
        section
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(line -> CODE.matcher(line.split("\\|", -1)[1]).results())
            .map(match -> match.group(1))
            .toList();
    assertTrue(messages.size() > 5, messages::toString);
    for (String message : messages) {
      assertTrue(sources.contains(message), message);
    }
  }

  /** With the parts of broken strings joined. */
  private static String sources(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString().replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
