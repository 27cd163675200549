package dev.aft.storage.foundationdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.aft.storage.spi.StorageUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundationDbIdentityTest {
  private static StorageUri identity(String uri) {
    return new FoundationDbStoreProvider().identity(StorageUri.parse(uri));
  }

  @Test
  void copiesOfAClusterFileNameTheSameStoreAndPrefixesOthers(@TempDir Path folder)
      throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "# here\ntest:abc@127.0.0.1:4500\n");
    Path two = Files.writeString(folder.resolve("two"), "test:abc@127.0.0.1:4500,10.0.0.1:4500");
    Path other = Files.writeString(folder.resolve("other"), "test:def@127.0.0.1:4500");

    assertEquals(identity("fdb:" + one), identity("fdb:" + two + "?prefix=aft&timeout=1 s"));
    assertNotEquals(identity("fdb:" + one), identity("fdb:" + one + "?prefix=other"));
    assertNotEquals(identity("fdb:" + one), identity("fdb:" + other));
  }

  @Test
  void aClusterFileThatIsNotThereIsNoFailureYet() {
    assertEquals("/no/such/file", identity("fdb:/no/such/file").path());
  }
}
