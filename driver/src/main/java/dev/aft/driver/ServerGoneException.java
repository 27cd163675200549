package dev.aft.driver;

import dev.aft.protocol.Diagnostics;
import java.io.IOException;

/** The end of a stream whose last message was an error that says why. */
final class ServerGoneException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Diagnostics reason;

  ServerGoneException(Diagnostics reason, IOException cause) {
    super(reason.message(), cause);
    this.reason = reason;
  }

  Diagnostics reason() {
    return reason;
  }
}
