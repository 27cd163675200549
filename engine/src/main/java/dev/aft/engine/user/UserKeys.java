package dev.aft.engine.user;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.KeyRange;
import java.nio.charset.StandardCharsets;

/** The keys of users in the catalog (docs/formats/catalog.md). */
final class UserKeys {
  /** Written anew by every change of users, so that two of them meet. */
  static final Bytes STAMP = Bytes.wrap(new byte[] {0x01, 'U'});

  private static final byte[] PREFIX = {0x01, 'u'};

  private UserKeys() {}

  static KeyRange all() {
    return KeyRange.prefix(Bytes.copyOf(PREFIX));
  }

  static Bytes user(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[PREFIX.length + text.length + 1];
    System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
    System.arraycopy(text, 0, key, PREFIX.length, text.length);
    return Bytes.wrap(key);
  }

  /**
   * @throws EngineException {@code DATA_CORRUPTED}
   */
  static String name(Bytes key) {
    int length = key.length() - PREFIX.length - 1;
    if (length < 1 || key.at(key.length() - 1) != 0) {
      throw new EngineException(ErrorCode.DATA_CORRUPTED, "the key of a user cannot be read");
    }
    return new String(key.unsafeArray(), PREFIX.length, length, StandardCharsets.UTF_8);
  }
}
