package dev.aft.session.suspended;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.TransactionId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the text of tokens and reads it. Nobody can make a token of this node without its secret,
 * which is drawn at start; a token of another node is only checked for damage. Thread-safe.
 *
 * <p>The text is base64url of: version (1 byte), node (4), transaction id (16), step (4), the first
 * half of HMAC-SHA-256 of these (16), CRC-32C of all before (4).
 */
final class TokenSeal {
  private static final byte VERSION = 1;
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEALED_BYTES = 1 + Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;
  private static final int MAC_BYTES = 16;
  private static final int CHECKED_BYTES = SEALED_BYTES + MAC_BYTES;
  private static final int TOKEN_BYTES = CHECKED_BYTES + Integer.BYTES;
  private static final int TOKEN_CHARACTERS = TOKEN_BYTES / 3 * 4;

  private final int node;
  private final SecretKeySpec secret;

  TokenSeal(RandomGenerator random) {
    this.node = random.nextInt();
    byte[] key = new byte[32];
    random.nextBytes(key);
    this.secret = new SecretKeySpec(key, ALGORITHM);
  }

  String seal(TransactionId id, int step) {
    ByteBuffer bytes = ByteBuffer.allocate(TOKEN_BYTES);
    bytes.put(VERSION).putInt(node);
    bytes.putLong(id.uuid().getMostSignificantBits());
    bytes.putLong(id.uuid().getLeastSignificantBits());
    bytes.putInt(step);
    bytes.put(mac(bytes.array()), 0, MAC_BYTES);
    bytes.putInt(checksum(bytes.array()));
    return Base64.getUrlEncoder().encodeToString(bytes.array());
  }

  /**
   * @throws EngineException {@code INVALID_TRANSACTION_TOKEN} for a text that is no token, is
   *     damaged, or claims to be of this node and is not
   */
  TransactionToken open(String text) {
    byte[] bytes = decode(text);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.get() != VERSION || buffer.getInt(CHECKED_BYTES) != checksum(bytes)) {
      throw unknown();
    }
    TransactionToken token =
        new TransactionToken(
            buffer.getInt(),
            new TransactionId(new UUID(buffer.getLong(), buffer.getLong())),
            buffer.getInt());
    if (isOwn(token)) {
      byte[] expected = ByteBuffer.allocate(MAC_BYTES).put(mac(bytes), 0, MAC_BYTES).array();
      byte[] actual = new byte[MAC_BYTES];
      buffer.get(actual);
      if (!MessageDigest.isEqual(expected, actual)) {
        throw unknown();
      }
    }
    return token;
  }

  /** Whether this node made the token; else another did, or this one before its last start. */
  boolean isOwn(TransactionToken token) {
    return token.node() == node;
  }

  static EngineException unknown() {
    return new EngineException(
        ErrorCode.INVALID_TRANSACTION_TOKEN, "this is not a transaction token of this system");
  }

  private static byte[] decode(String text) {
    try {
      if (text.length() == TOKEN_CHARACTERS) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length == TOKEN_BYTES) {
          return bytes;
        }
      }
    } catch (IllegalArgumentException e) {
      // Told below, together with what is too long or too short.
    }
    throw unknown();
  }

  private byte[] mac(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      mac.update(bytes, 0, SEALED_BYTES);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, CHECKED_BYTES);
    return (int) checksum.getValue();
  }
}
