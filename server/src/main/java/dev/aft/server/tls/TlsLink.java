package dev.aft.server.tls;

import dev.aft.storage.spi.Bytes;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one connection.
 *
 * @param endPointHash of the certificate that this connection's handshake shows
 * @param startMillis when it started, milliseconds of the day's clock
 */
public record TlsLink(SslHandler handler, @Nullable Bytes endPointHash, long startMillis) {
  private static final int MAX_NAME_LENGTH = 1_000;

  /** Whether client and node have agreed, in the handshake, that they speak our protocol. */
  public boolean agreedOnProtocol() {
    return Identity.isPostgres(handler.applicationProtocol());
  }

  /** Whether the client came back with a session of an earlier connection. */
  public boolean isResumed() {
    SSLEngine engine = handler.engine();
    if (engine instanceof ReferenceCountedOpenSslEngine boring) {
      // Its sessions are dated by the second only.
      long pointer = boring.sslPointer();
      return pointer != 0 && SSL.isSessionReused(pointer);
    }
    return engine.getSession().getCreationTime() < startMillis;
  }

  /**
   * The common name (CN) of the client's certificate; null when it showed none, or one without such
   * a name. The handshake has verified the certificate.
   */
  public @Nullable String certificateName() {
    Certificate[] chain;
    try {
      chain = handler.engine().getSession().getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
    return chain.length > 0 && chain[0] instanceof X509Certificate own ? commonName(own) : null;
  }

  private static @Nullable String commonName(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")
            && part.getValue() instanceof String name
            && name.length() <= MAX_NAME_LENGTH
            && name.indexOf('\0') < 0) {
          return name;
        }
      }
    } catch (InvalidNameException e) {
      return null;
    }
    return null;
  }
}
