package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoundationDbSettingsTest {
  private static final String VALID = "test:abc123@127.0.0.1:4500";

  private final Path folder;

  FoundationDbSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static FoundationDbSettings of(String uri) {
    return FoundationDbSettings.of(StorageUri.parse(uri));
  }

  @Test
  void parametersOfTheAddressAreSettings() {
    assertEquals(
        new FoundationDbSettings("/etc/fdb.cluster", "shop", 720, 2500, 256 << 10, 7),
        of(
            "fdb:/etc/fdb.cluster?prefix=shop&api-version=720&timeout=2500%20ms&batch=256KiB"
                + "&max-calls=7"));
    assertEquals(
        new FoundationDbSettings("", "aft", 730, 10_000, 1 << 20, 20_000),
        FoundationDbSettings.DEFAULT);
    assertEquals(30_000, of("fdb:?timeout=30 s").timeoutMillis());
  }

  @Test
  void valuesOutOfRangeAreMisconfigured() {
    for (String parameter :
        List.of(
            "prefix=",
            "api-version=630",
            "api-version=740",
            "api-version=7.3",
            "timeout=10",
            "timeout=0 s",
            "timeout=1 d",
            "timeout=99999999999 h",
            "batch=9 MiB",
            "batch=1 KiB",
            "max-calls=0")) {
      StorageException failure =
          assertThrows(StorageException.class, () -> of("fdb:?" + parameter), parameter);
      assertEquals(Reason.MISCONFIGURED, failure.reason());
      String name = parameter.substring(0, parameter.indexOf('='));
      assertTrue(String.valueOf(failure.getMessage()).contains(name), parameter);
    }
  }

  @Test
  void schemeIsKnown() {
    StorageException failure =
        assertThrows(
            StorageException.class, () -> Stores.open("fdb:" + folder + "/no.cluster").close());
    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("no.cluster"));
    StorageException parameter =
        assertThrows(StorageException.class, () -> Stores.open("fdb:?prefx=a").close());
    assertTrue(String.valueOf(parameter.getMessage()).contains("Did you mean prefix?"));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }

  private ClusterFile.Places places() {
    return new ClusterFile.Places(folder.resolve("here"), folder.resolve("system"));
  }

  @Test
  void clusterFileIsTheOneNamedElseTheVariableElseHereElseTheSystems() throws IOException {
    Path given = file("given", VALID);
    Path variable = file("variable", VALID);
    Path system = file("system", VALID);
    Files.createDirectory(folder.resolve("here"));
    assertEquals(given, ClusterFile.find(given.toString(), variable.toString(), places()));
    assertEquals(variable, ClusterFile.find("", variable.toString(), places()));
    assertEquals(system, ClusterFile.find("", "", places()));
    Path here = file("here/fdb.cluster", VALID);
    assertEquals(here, ClusterFile.find("", "", places()));
  }

  @Test
  void clusterFileIsLookedInto() throws IOException {
    for (String text :
        List.of(
            VALID + "\n",
            "# comment\n\n" + VALID,
            "a:b@10.0.0.1:4500,10.0.0.2:4500:tls",
            "a:b@10.0.0.1:4500, # the first\n  10.0.0.2:4500\r\n",
            "docker:docker@fdb:4500",
            "a:b@[::1]:4500")) {
      ClusterFile.find(file("cluster", text).toString(), "", places());
    }
    for (String text : List.of("", "nonsense", "a:b@", "a:b@host", VALID + "\n" + VALID)) {
      String path = file("cluster", text).toString();
      StorageException failure =
          assertThrows(StorageException.class, () -> ClusterFile.find(path, "", places()), text);
      assertEquals(Reason.MISCONFIGURED, failure.reason());
      assertTrue(String.valueOf(failure.getMessage()).contains(path), text);
    }
  }

  @Test
  void folderInPlaceOfAClusterFileIsMisconfigured() {
    StorageException failure =
        assertThrows(
            StorageException.class, () -> ClusterFile.find(folder.toString(), "", places()));
    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("is a folder"));
  }
}
