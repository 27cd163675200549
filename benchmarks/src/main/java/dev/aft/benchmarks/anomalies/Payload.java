package dev.aft.benchmarks.anomalies;

import java.nio.ByteBuffer;

/** A value of a given size that carries the number it is known by in the history. */
final class Payload {
  private Payload() {}

  static byte[] of(long number, int bytes) {
    return ByteBuffer.allocate(Math.max(bytes, Long.BYTES)).putLong(0, number).array();
  }

  static long number(byte[] payload) {
    return ByteBuffer.wrap(payload).getLong();
  }
}
