package dev.aft.server.tls;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose TLS a node uses. Both keep the same promises; BoringSSL's handshakes take less time. */
enum TlsLibrary {
  BORINGSSL(SslProvider.OPENSSL_REFCNT),
  JDK(SslProvider.JDK);

  private static final Logger log = LoggerFactory.getLogger(TlsLibrary.class);

  private final SslProvider provider;

  TlsLibrary(SslProvider provider) {
    this.provider = provider;
  }

  SslProvider provider() {
    return provider;
  }

  /**
   * The library that the settings ask for, or the better one that works here. What keeps BoringSSL
   * from being used is said in one line of the log.
   *
   * @throws SettingException when the settings insist on a library that does not work here
   */
  static TlsLibrary choose(Settings settings) {
    String wanted = settings.text(Setting.TLS_PROVIDER);
    if (wanted.equals("jdk")) {
      return JDK;
    }
    if (isBoringSslThere()) {
      return BORINGSSL;
    }
    String reason = String.valueOf(OpenSsl.unavailabilityCause());
    if (wanted.equals("boringssl")) {
      throw new SettingException(
          "setting tls-provider = boringssl cannot be met, the library does not load: " + reason);
    }
    log.info("TLS of Java is used, which is slower; BoringSSL does not load reason={}", reason);
    return JDK;
  }

  /** Another OpenSSL that may be on the class path has not been tried out with a node. */
  static boolean isBoringSslThere() {
    return OpenSsl.isAvailable() && "BoringSSL".equals(OpenSsl.versionString());
  }

  /**
   * The library that can use this key: this one or, unless the settings insist, Java's.
   *
   * @throws SettingException when none can
   */
  TlsLibrary forKey(PrivateKey key, String wanted) {
    if (this == JDK || isKnownToBoringSsl(key)) {
      return this;
    }
    if (wanted.equals("boringssl")) {
      throw new SettingException(
          "setting tls-provider = boringssl cannot be met: it has no keys of type "
              + key.getAlgorithm());
    }
    log.info("TLS of Java is used, BoringSSL has no such keys type={}", key.getAlgorithm());
    return JDK;
  }

  /** Netty gives it no others, though it would have Ed25519. */
  private static boolean isKnownToBoringSsl(PrivateKey key) {
    return key.getAlgorithm().equals("RSA") || key.getAlgorithm().equals("EC");
  }
}
