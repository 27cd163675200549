package dev.aft.server.tls;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a PEM file (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 * @param text between the lines that begin and end it
 */
record PemBlock(String label, String text) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** All blocks; what stands around them is a comment. */
  static List<PemBlock> all(String file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(file);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /** Encrypted by a way of OpenSSL's own, which keeps its parameters in the clear. */
  boolean isEncryptedTheOldWay() {
    return text.contains("Proc-Type:");
  }

  /**
   * The content.
   *
   * @throws IllegalArgumentException when it is not base 64
   */
  Bytes der() {
    return Bytes.wrap(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
  }
}
