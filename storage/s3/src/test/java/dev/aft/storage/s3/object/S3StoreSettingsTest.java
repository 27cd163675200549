package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.s3.object.S3Bucket.Checksums;
import dev.aft.storage.s3.object.S3Bucket.Credentials;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3StoreSettingsTest {
  private static S3StoreSettings of(String uri) {
    return S3StoreSettings.of(StorageUri.parse(uri));
  }

  @Test
  void anAddressWithoutParametersHasTheDefaults() {
    assertEquals(
        new S3StoreSettings(
            new S3Bucket(
                "my-bucket",
                "",
                Optional.empty(),
                Optional.empty(),
                false,
                Checksums.WHEN_REQUIRED,
                Credentials.DEFAULT),
            Duration.ofSeconds(10),
            256 << 10,
            S3StoreSettings.defaultIndexMemory(Runtime.getRuntime().maxMemory()),
            Optional.empty(),
            16 << 20,
            512,
            4),
        of("s3://my-bucket"));
  }

  @Test
  void everyParameterIsTaken() {
    S3StoreSettings settings =
        of(
            "s3://my-bucket/team/aft?endpoint=https://s3.example.com:9000&region=eu-central-1"
                + "&path-style=false&checksums=when-supported&credentials=anonymous&timeout=30%20s"
                + "&inline-limit=1%20MiB&index-memory=64MiB&index-directory=/var/tmp/aft"
                + "&checkpoint-size=32%20MiB&checkpoint-objects=100&puts-at-once=8");

    assertEquals(
        new S3StoreSettings(
            new S3Bucket(
                "my-bucket",
                "team/aft",
                Optional.of(URI.create("https://s3.example.com:9000")),
                Optional.of("eu-central-1"),
                false,
                Checksums.WHEN_SUPPORTED,
                Credentials.ANONYMOUS),
            Duration.ofSeconds(30),
            1 << 20,
            64 << 20,
            Optional.of(Path.of("/var/tmp/aft")),
            32 << 20,
            100,
            8),
        settings);
    assertEquals("team/aft/", settings.bucket().keyPrefix());
  }

  @Test
  void anEndpointMeansPathStyleUnlessToldOtherwise() {
    assertTrue(of("s3://bucket?endpoint=http://localhost:9000").bucket().pathStyle());
    assertFalse(of("s3://bucket").bucket().pathStyle());
  }

  @Test
  void aSlashAtTheEndChangesNothing() {
    assertEquals(of("s3://bucket/a/b"), of("s3://bucket/a/b/"));
    assertEquals(of("s3://bucket"), of("s3://bucket/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3:bucket",
        "s3://",
        "s3://b",
        "s3://-bucket",
        "s3://bu..cket",
        "s3://bucket--use1-az4--x-s3",
        "s3://bucket--use1-az4--xa-s3",
        "s3://bucket//x",
        "s3://bucket/a b",
        "s3://bucket/a/../b",
        "s3://bucket/.",
        "s3://bucket?endpoint=localhost:9000",
        "s3://bucket?endpoint=ftp://localhost",
        "s3://bucket?endpoint=http://localhost/path",
        "s3://bucket?endpoint=http://localhost%3Fa=b",
        "s3://bucket?region=eu%20central",
        "s3://bucket?path-style=yes",
        "s3://bucket?checksums=always",
        "s3://bucket?credentials=me",
        "s3://bucket?timeout=10",
        "s3://bucket?timeout=1%20ms",
        "s3://bucket?timeout=99999999999999%20h",
        "s3://bucket?inline-limit=0%20B",
        "s3://bucket?index-memory=-1%20MiB",
        "s3://bucket?index-directory=",
        "s3://bucket?checkpoint-objects=0",
        "s3://bucket?checkpoint-objects=many",
        "s3://bucket?puts-at-once=1000",
        "s3://bucket?inline-limit=1%20MiB&checkpoint-size=512%20KiB",
      })
  void whatIsWrongIsMisconfigured(String uri) {
    assertEquals(
        Reason.MISCONFIGURED, assertThrows(StorageException.class, () -> of(uri)).reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIAXXX:verysecret@bucket/prefix",
        "s3:AKIAXXX:verysecret@bucket/prefix",
        "s3://bucket?endpoint=http://AKIAXXX:verysecret@localhost:9000",
        "s3://bucket?endpoint=http://AKIAXXX:verysecret%25@localhost:9000",
      })
  void secretsAreRefusedAndNotRepeated(String uri) {
    StorageException failure = assertThrows(StorageException.class, () -> of(uri));

    assertEquals(Reason.MISCONFIGURED, failure.reason());
    assertFalse(messageOf(failure).contains("verysecret"), messageOf(failure));
    assertEquals(null, failure.getCause());
  }

  private static String messageOf(StorageException failure) {
    return String.valueOf(failure.getMessage());
  }

  @Test
  void indexMemoryIsAQuarterOfASmallHeap() {
    assertEquals(256L << 20, S3StoreSettings.defaultIndexMemory(8L << 30));
    assertEquals(64L << 20, S3StoreSettings.defaultIndexMemory(256L << 20));
    assertEquals(1L << 20, S3StoreSettings.defaultIndexMemory(1L << 20));
  }
}
