package dev.aft.benchmarks.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.benchmarks.surroundings.Beside;
import dev.aft.storage.spi.StorageUri;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ShimCommandsTest {
  @Test
  void shimMeasuresBothSidesOfAnyStore(@TempDir Path folder) {
    assertEquals(
        0,
        run(
            new ShimCommand(),
            "--storage=rocksdb:" + folder.resolve("db"),
            "--rounds=2",
            "--operations=3",
            "--clients=2",
            "--millis=20",
            "--warm-up-millis=10"));
  }

  @Test
  void startUpFindsTheLastKeyAfterEachOpening(@TempDir Path folder) {
    assertEquals(
        0,
        run(
            new StartUpCommand(),
            "--storage=rocksdb:" + folder.resolve("db"),
            "--commits=10,20",
            "--opens=1"));
  }

  @Test
  void wrongAddressIsAnErrorOfItsOwn() {
    assertEquals(2, run(new ShimCommand(), "--storage=nowhere:x"));
    assertEquals(2, run(new StartUpCommand(), "--storage=nowhere:x"));
    assertEquals(2, run(new ShimCommand(), "--rounds=1"));
  }

  @Test
  void storesBesideEachOtherDifferInPrefixOrPath() {
    assertEquals(
        "fdb:/etc/fdb.cluster?prefix=aft-x",
        Beside.of(StorageUri.parse("fdb:/etc/fdb.cluster?prefix=aft"), "-x").toString());
    assertEquals(
        "s3://bucket/a-x?region=eu-west-1",
        Beside.of(StorageUri.parse("s3://bucket/a/?region=eu-west-1"), "-x").toString());
    assertEquals("fdb:?prefix=aft-x", Beside.of(StorageUri.parse("fdb:"), "-x").toString());
    assertEquals("s3://bucket/aft-x", Beside.of(StorageUri.parse("s3://bucket"), "-x").toString());
    assertEquals("rocksdb:/d-x", Beside.of(StorageUri.parse("rocksdb:/d"), "-x").toString());
  }

  private static int run(Object command, String... arguments) {
    return new CommandLine(command).execute(arguments);
  }
}
