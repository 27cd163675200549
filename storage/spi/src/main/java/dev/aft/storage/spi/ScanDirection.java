package dev.aft.storage.spi;

/** The order in which a scan lists keys. */
public enum ScanDirection {
  /** Smallest key first. */
  FORWARD,
  /** Greatest key first. */
  BACKWARD
}
