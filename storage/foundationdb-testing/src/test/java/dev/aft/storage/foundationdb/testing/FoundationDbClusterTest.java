package dev.aft.storage.foundationdb.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.aft.storage.foundationdb.testing.FoundationDbCluster.Found;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When tests on a real cluster are skipped, and what they say then. */
final class FoundationDbClusterTest {
  private static final Path FILE = Path.of("fdb.cluster");

  @Test
  void containerThatStartsIsTheCluster() {
    Found found = FoundationDbCluster.startIfPossible(() -> true, () -> FILE);
    assertEquals(Optional.of(FILE), found.clusterFile());
  }

  @Test
  void withoutDockerNothingIsStarted() {
    Found found =
        FoundationDbCluster.startIfPossible(() -> false, () -> fail("nothing is to be started"));
    assertEquals(Optional.empty(), found.clusterFile());
    assertTrue(found.needed().contains(FoundationDbCluster.PROPERTY), found.needed());
  }

  @Test
  void imageThatCannotBePulledIsNoClusterAndTheReasonIsSaid() {
    Found found =
        FoundationDbCluster.startIfPossible(
            () -> true,
            () -> {
              throw new IllegalStateException(
                  "Container startup failed", new IllegalStateException("no such image"));
            });
    assertEquals(Optional.empty(), found.clusterFile());
    assertTrue(found.needed().contains(FoundationDbCluster.PROPERTY), found.needed());
    assertTrue(found.needed().contains("no such image"), found.needed());
  }

  @Test
  void dockerThatCannotBeAskedIsNoClusterEither() {
    Found found =
        FoundationDbCluster.startIfPossible(
            () -> {
              throw new IllegalStateException("permission denied");
            },
            () -> FILE);
    assertEquals(Optional.empty(), found.clusterFile());
    assertTrue(found.needed().contains("permission denied"), found.needed());
  }
}
