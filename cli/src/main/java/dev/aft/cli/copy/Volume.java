package dev.aft.cli.copy;

/**
 * How much there is.
 *
 * @param bytes of keys and values
 */
record Volume(long entries, long bytes) {
  static final Volume NOTHING = new Volume(0, 0);
}
