package dev.aft.storage.contract;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages bytes the way disks, bugs and attackers do. */
public final class Damage {
  private static final int[] AWKWARD = {
    0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7f, 0xffff
  };
  private static final int MOST_RANDOM_BYTES = 80;

  private Damage() {}

  /** {@code bytes} damaged in one to four places, or now and then bytes that are all random. */
  public static byte[] of(byte[] bytes, RandomGenerator random) {
    if (bytes.length == 0 || random.nextInt(12) == 0) {
      byte[] noise = new byte[random.nextInt(MOST_RANDOM_BYTES)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] damaged = bytes.clone();
    for (int places = 1 + random.nextInt(4); places > 0 && damaged.length > 0; places--) {
      damaged = once(damaged, random);
    }
    return damaged;
  }

  private static byte[] once(byte[] bytes, RandomGenerator random) {
    int at = random.nextInt(bytes.length);
    int count = 1 + random.nextInt(Math.min(8, bytes.length - at));
    byte[] out = bytes.clone();
    switch (random.nextInt(7)) {
      case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> out[at] = (byte) random.nextInt(256);
      case 2 -> Arrays.fill(out, at, at + count, (byte) (random.nextBoolean() ? 0 : 0xff));
      case 3 -> putInt(out, at, AWKWARD[random.nextInt(AWKWARD.length)]);
      case 4 -> out = Arrays.copyOf(bytes, at);
      case 5 -> out = replaced(bytes, at, count, new byte[0]);
      default -> out = replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + count));
    }
    return out;
  }

  private static void putInt(byte[] out, int at, int value) {
    for (int i = 0; i < 4 && at + i < out.length; i++) {
      out[at + i] = (byte) (value >>> (24 - 8 * i));
    }
  }

  private static byte[] replaced(byte[] bytes, int at, int count, byte[] by) {
    byte[] out = Arrays.copyOf(bytes, bytes.length - count + by.length);
    System.arraycopy(by, 0, out, at, by.length);
    System.arraycopy(bytes, at + count, out, at + by.length, bytes.length - at - count);
    return out;
  }
}
