package dev.aft.server.tls;

import dev.aft.protocol.ChannelBinding;
import dev.aft.protocol.TlsProfile;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import dev.aft.storage.spi.Bytes;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Who the node is in a handshake, and whom it believes. What BoringSSL holds for it is given back
 * by {@link #close}, as soon as the last connection that was made with it has ended.
 *
 * @param endPointHash what a client binds its password to; null when the certificate has none
 * @param tickets null when the library renews their keys itself
 */
record Identity(
    SslContext context,
    TlsLibrary library,
    X509Certificate certificate,
    @Nullable Bytes endPointHash,
    @Nullable TicketKeys tickets)
    implements AutoCloseable {

  /** For clients that cannot keep their session themselves, in a ticket. */
  private static final int KEPT_SESSIONS = 4_096;

  private static final Duration SESSION_LIFE = Duration.ofHours(2);

  /**
   * Makes an identity of the contents of files.
   *
   * @param library the one to use if it can use the key
   * @throws SettingException that names the file and what is wrong with it
   */
  static Identity of(TlsFiles files, Settings settings, TlsLibrary library, SecureRandom random) {
    List<X509Certificate> chain = certificates(files, Setting.TLS_CERTIFICATE);
    PrivateKey key = key(files, settings.text(Setting.TLS_KEY_PASSWORD));
    X509Certificate own = chain.get(0);
    if (!PrivateKeys.belong(key, own)) {
      throw new SettingException(
          files.name(Setting.TLS_KEY)
              + " has a key that does not belong to the first certificate of "
              + files.name(Setting.TLS_CERTIFICATE)
              + " which is for "
              + own.getSubjectX500Principal().getName());
    }
    TlsLibrary used = library.forKey(key, settings.text(Setting.TLS_PROVIDER));
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain.toArray(new X509Certificate[0]));
      List<X509Certificate> authorities =
          files.text(Setting.TLS_CLIENT_CA).isEmpty()
              ? List.of()
              : certificates(files, Setting.TLS_CLIENT_CA);
      if (!authorities.isEmpty()) {
        builder.trustManager(authorities.toArray(new X509Certificate[0]));
      }
      if (used == TlsLibrary.BORINGSSL) {
        // Certificates of clients are verified in Java, by the threads for that; all else is quick.
        builder.option(OpenSslContextOption.USE_TASKS, !authorities.isEmpty());
      }
      SslContext context = context(builder, used, settings);
      return new Identity(context, used, own, endPoint(own), tickets(context, random));
    } catch (SSLException e) {
      throw new SettingException(
          files.name(Setting.TLS_CERTIFICATE) + " cannot be used for TLS: " + e.getMessage());
    }
  }

  private static @Nullable TicketKeys tickets(SslContext context, SecureRandom random) {
    return context.sessionContext() instanceof OpenSslSessionContext sessions
        ? new TicketKeys(sessions, random, SESSION_LIFE)
        : null;
  }

  /** The data of channel binding; null for a certificate that gives none. */
  private static @Nullable Bytes endPoint(X509Certificate own) {
    return ChannelBinding.endPoint(own).map(data -> Bytes.wrap(data.array())).orElse(null);
  }

  private static SslContext context(
      SslContextBuilder builder, TlsLibrary library, Settings settings) throws SSLException {
    List<String> versions =
        settings.text(Setting.TLS_MIN_VERSION).equals("TLSv1.3")
            ? List.of("TLSv1.3")
            : List.of("TLSv1.3", "TLSv1.2");
    return builder
        .sslProvider(library.provider())
        .protocols(versions)
        .ciphers(TlsProfile.CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE)
        .clientAuth(clientAuthentication(settings.text(Setting.TLS_CLIENT_AUTH)))
        .sessionCacheSize(KEPT_SESSIONS)
        .sessionTimeout(SESSION_LIFE.toSeconds())
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                onOtherProtocol(library),
                SelectedListenerFailureBehavior.ACCEPT,
                TlsProfile.APPLICATION_PROTOCOL))
        .build();
  }

  /** BoringSSL knows no alert here; who must name the protocol is refused after the handshake. */
  private static SelectorFailureBehavior onOtherProtocol(TlsLibrary library) {
    return library == TlsLibrary.JDK
        ? SelectorFailureBehavior.FATAL_ALERT
        : SelectorFailureBehavior.NO_ADVERTISE;
  }

  private static ClientAuth clientAuthentication(String setting) {
    return switch (setting) {
      case "need" -> ClientAuth.REQUIRE;
      case "want" -> ClientAuth.OPTIONAL;
      default -> ClientAuth.NONE;
    };
  }

  private static List<X509Certificate> certificates(TlsFiles files, Setting setting) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : PemBlock.all(files.text(setting))) {
        if (block.label().equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.der().unsafeArray())));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new SettingException(
          files.name(setting) + " has a damaged certificate: " + e.getMessage());
    }
    if (certificates.isEmpty()) {
      throw new SettingException(
          files.name(setting) + " has no certificate: no line -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  private static PrivateKey key(TlsFiles files, String password) {
    PemBlock block =
        PemBlock.all(files.text(Setting.TLS_KEY)).stream()
            .filter(PemBlock::isPrivateKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new SettingException(
                        files.name(Setting.TLS_KEY)
                            + " has no private key: no line -----BEGIN PRIVATE KEY-----"));
    try {
      return PrivateKeys.read(block, password);
    } catch (IllegalArgumentException e) {
      throw new SettingException(files.name(Setting.TLS_KEY) + " " + e.getMessage());
    }
  }

  /** Makes the TLS of one connection; null when this identity has been closed. */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator, Executor tasks) {
    if (!retain()) {
      return null;
    }
    try {
      return context.newHandler(allocator, tasks);
    } finally {
      close();
    }
  }

  private boolean retain() {
    try {
      if (context instanceof ReferenceCounted counted) {
        counted.retain();
      }
      return true;
    } catch (IllegalReferenceCountException e) {
      return false;
    }
  }

  /** No connection is made with it any more. Those that were go on. */
  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }

  Instant expires() {
    return certificate.getNotAfter().toInstant();
  }

  Instant begins() {
    return certificate.getNotBefore().toInstant();
  }

  String subject() {
    return certificate.getSubjectX500Principal().getName().toString().strip();
  }

  static boolean isPostgres(@Nullable String protocol) {
    return protocol != null
        && TlsProfile.APPLICATION_PROTOCOL.equals(protocol.toLowerCase(Locale.ROOT));
  }
}
