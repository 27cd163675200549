package dev.aft.storage.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.StorageException.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StorageUriTest {
  @Test
  void partsAreSchemePathAndParameters() {
    StorageUri uri = StorageUri.parse("S3://bucket/pre%20fix?region=eu&endpoint=http%3A%2F%2Fx&e=");
    assertEquals("s3", uri.scheme());
    assertEquals("//bucket/pre%20fix", uri.path());
    assertEquals(Map.of("region", "eu", "endpoint", "http://x", "e", ""), uri.parameters());
    assertEquals("none", uri.parameter("other", "none"));
  }

  @Test
  void textIsSortedAndReadsBackEqual() {
    StorageUri uri = StorageUri.parse("rocksdb:/d?b=1+1 &a=%26");
    assertEquals("rocksdb:/d?a=%26&b=1%2B1%20", uri.toString());
    assertEquals(uri, StorageUri.parse(uri.toString()));
    assertEquals("memory:", StorageUri.parse("memory:").toString());
  }

  @Test
  void malformedAddressesAreMisconfigured() {
    for (String text :
        List.of("", "memory", ":x", "m:x?a", "m:x?=1", "m:x?a=1&a=2", "m:x?a=%zz", "m:x?a=%")) {
      StorageException e = assertThrows(StorageException.class, () -> StorageUri.parse(text), text);
      assertEquals(Reason.MISCONFIGURED, e.reason());
    }
  }

  @Test
  void unknownSchemeNamesTheNearestKnownOne() {
    StorageException e =
        assertThrows(StorageException.class, () -> Stores.open("memroy:x").close());
    assertEquals(Reason.MISCONFIGURED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("Did you mean memory?"), e.getMessage());
  }

  @Test
  void unknownParameterIsRefused() {
    StorageException e =
        assertThrows(StorageException.class, () -> Stores.open("memory:x?size=1").close());
    assertEquals(Reason.MISCONFIGURED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("size"), e.getMessage());
  }

  @Test
  void distanceCountsEdits() {
    assertEquals(0, NearestName.distance("abc", "abc"));
    assertEquals(3, NearestName.distance("", "abc"));
    assertEquals(3, NearestName.distance("kitten", "sitting"));
    assertEquals("sync", NearestName.of("snyc", List.of("cache-mib", "sync")).orElseThrow());
  }

  @Test
  void aStoreThatWasLeftOutNamesItsArtifact() {
    StorageException missing =
        assertThrows(StorageException.class, () -> Stores.open("s3://bucket/prefix").close());
    assertEquals(Reason.MISCONFIGURED, missing.reason());
    assertTrue(
        String.valueOf(missing.getMessage()).contains("dev.aft:aft-storage-s3"), missing::toString);
  }

  @Test
  void theIdentityOfAnAddressLeavesItsOptionsOut() {
    assertEquals(StorageUri.parse("memory:x"), Stores.identity(StorageUri.parse("memory:x")));
    assertThrows(
        StorageException.class, () -> Stores.identity(StorageUri.parse("memory:x?size=1")));
  }
}
