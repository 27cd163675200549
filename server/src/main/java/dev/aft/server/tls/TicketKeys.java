package dev.aft.server.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/**
 * The key that BoringSSL encrypts sessions with, which clients keep in tickets. It is replaced
 * after the life of a session, and then reads no tickets any more: BoringSSL would renew those of
 * an older key, so that a session could go on for days, and a key that is stolen would open them.
 * Used by one thread at a time.
 */
final class TicketKeys {
  private final OpenSslSessionContext sessions;
  private final SecureRandom random;
  private final Duration life;
  private Instant next = Instant.MIN;

  TicketKeys(OpenSslSessionContext sessions, SecureRandom random, Duration sessionLife) {
    this.sessions = sessions;
    this.random = random;
    this.life = sessionLife;
  }

  /** Takes a new key into use, if it is time. */
  void renew(Instant now) {
    // A clock that was set back must not keep a key for longer.
    if (now.isBefore(next) && !next.isAfter(now.plus(life))) {
      return;
    }
    sessions.setTicketKeys(newKey());
    next = now.plus(life);
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
