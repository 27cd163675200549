package dev.aft.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.aft.storage.spi.StorageUri;
import org.junit.jupiter.api.Test;

class S3IdentityTest {
  private static StorageUri identity(String uri) {
    return new S3StoreProvider().identity(StorageUri.parse(uri));
  }

  @Test
  void bucketPrefixAndServerAreTheIdentityAndNothingElse() {
    assertEquals(identity("s3://b/p"), identity("s3://b/p/?region=eu-central-1&timeout=5 s"));
    assertEquals(
        identity("s3://b/p?endpoint=http://host:9000"),
        identity("s3://b/p?endpoint=HTTP://Host:9000/&credentials=anonymous"));
    assertNotEquals(identity("s3://b/p"), identity("s3://b/p?endpoint=http://host:9000"));
    assertNotEquals(identity("s3://b/p"), identity("s3://b/q"));
    assertNotEquals(identity("s3://b/p"), identity("s3://c/p"));
  }
}
