package dev.aft.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.driver.ConnectionProperty;
import dev.aft.storage.spi.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The addresses that docs/settings.md describes are those that the stores take. */
class StorageAddressesPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  static Stream<StoreProvider> providers() {
    return ServiceLoader.load(StoreProvider.class).stream().map(ServiceLoader.Provider::get);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void thePageListsExactlyTheParametersOfTheStore(StoreProvider provider) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "settings.md"));
    String section =
        Arrays.stream(page.split("\n### "))
            .filter(part -> part.startsWith(provider.scheme() + ":"))
            .findFirst()
            .orElse("");
    assertTrue(!section.isEmpty(), "no section for " + provider.scheme());
    Set<String> listed =
        ROW.matcher(section)
            .results()
            .map((MatchResult row) -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(provider.parameters()), listed);
  }

  /** In a JDBC URL both stand side by side, and the driver takes its own. */
  @ParameterizedTest
  @MethodSource("providers")
  void noParameterOfTheStoreIsAPropertyOfTheDriver(StoreProvider provider) {
    Set<String> properties =
        Arrays.stream(ConnectionProperty.values())
            .map(property -> property.key().toLowerCase(java.util.Locale.ROOT))
            .collect(Collectors.toSet());
    Set<String> both = new TreeSet<>(provider.parameters());
    both.retainAll(properties);
    assertEquals(Set.of(), both);
  }
}
