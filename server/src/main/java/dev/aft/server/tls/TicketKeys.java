package dev.aft.server.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What BoringSSL encrypts the sessions with that clients keep in tickets. A key makes tickets for
 * half of the life of a session and reads them for as long again, so none outlives the session, and
 * a key that is stolen does not open older connections. Java's TLS does the same by itself. Used by
 * one thread at a time.
 */
final class TicketKeys {
  private final OpenSslSessionContext sessions;
  private final SecureRandom random;
  private final Duration period;
  private @Nullable OpenSslSessionTicketKey current;
  private Instant next = Instant.MIN;

  TicketKeys(OpenSslSessionContext sessions, SecureRandom random, Duration sessionLife) {
    this.sessions = sessions;
    this.random = random;
    this.period = sessionLife.dividedBy(2);
  }

  /** Takes a new key into use, if it is time. */
  void renew(Instant now) {
    // A clock that was set back must not keep a key for longer.
    if (now.isBefore(next) && next.isBefore(now.plus(period).plusNanos(1))) {
      return;
    }
    OpenSslSessionTicketKey old = current;
    OpenSslSessionTicketKey made = newKey();
    if (old == null) {
      sessions.setTicketKeys(made);
    } else {
      sessions.setTicketKeys(made, old);
    }
    current = made;
    next = now.plus(period);
  }

  private OpenSslSessionTicketKey newKey() {
    return new OpenSslSessionTicketKey(
        bytes(OpenSslSessionTicketKey.NAME_SIZE),
        bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
