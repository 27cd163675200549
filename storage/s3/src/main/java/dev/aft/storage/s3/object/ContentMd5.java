package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The checksum that every server that speaks S3's protocol knows, as a header has it. */
final class ContentMd5 {
  private ContentMd5() {}

  static String of(Bytes content) {
    return of(content.unsafeArray());
  }

  static String of(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5.", e);
    }
  }
}
