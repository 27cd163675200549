package dev.aft.cli.copy;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of entries in the order of their keys, each as length of the key (4 bytes), key,
 * length of the value (4 bytes), value; and how many they are. Not thread-safe.
 */
final class ContentChecksum {
  private final MessageDigest digest;
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private long entries;
  private long bytes;

  ContentChecksum() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  void add(Entry entry) {
    add(entry.key());
    add(entry.value());
    entries++;
    bytes += entry.key().length() + entry.value().length();
  }

  private void add(Bytes part) {
    digest.update(length.clear().putInt(part.length()).flip());
    digest.update(part.unsafeArray());
  }

  /** Of everything added so far; more can be added afterwards. */
  Bytes soFar() {
    try {
      return Bytes.wrap(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The platform's SHA-256 cannot be copied.", e);
    }
  }

  Volume volume() {
    return new Volume(entries, bytes);
  }
}
