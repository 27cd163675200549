package dev.aft.embedded;

import dev.aft.storage.spi.StorageUri;
import java.util.SortedMap;

/** The store is open in this process already, with other parameters than those asked for. */
final class OtherParametersException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OtherParametersException(StorageUri open, SortedMap<String, String> asked) {
    super(
        "The store is open in this process with other parameters. Use the same ones, or none."
            + " open="
            + open
            + " asked="
            + asked);
  }
}
