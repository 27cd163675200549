package dev.aft.driver.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose reads have one limit together while the connection is made. The timeout of a
 * socket alone is for each read, so that a host which sends a byte now and then could hold us as
 * long as it likes, and TLS reads as often as it needs to.
 */
final class PatientSocket extends Socket {
  private volatile @Nullable Patience patience;
  private @Nullable InputStream in;

  /** Null lets every read wait as long as the timeout of the socket says. */
  void setPatience(@Nullable Patience patience) {
    this.patience = patience;
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    InputStream known = in;
    if (known == null) {
      known = new PatientStream(super.getInputStream());
      in = known;
    }
    return known;
  }

  private final class PatientStream extends FilterInputStream {
    PatientStream(InputStream in) {
      super(in);
    }

    private void limit() throws IOException {
      Patience current = patience;
      if (current != null) {
        setSoTimeout(current.millis());
      }
    }

    @Override
    public int read() throws IOException {
      limit();
      return super.read();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      limit();
      return super.read(target, from, length);
    }
  }
}
