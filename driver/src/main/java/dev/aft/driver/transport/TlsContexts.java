package dev.aft.driver.transport;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One {@link SharedTls} for equal settings, so that a second connection resumes the session of the
 * first and does not read files again. Files that have changed since are read again. Thread-safe.
 */
public final class TlsContexts {
  private static final int CAPACITY = 16;
  private static final Map<TlsSettings, SharedTls> KNOWN = new LinkedHashMap<>(16, 0.75f, true);

  private TlsContexts() {}

  static SharedTls shared(TlsSettings wanted) throws IOException {
    // A mode that verifies nothing does not differ from the others that do not.
    TlsSettings settings = wanted.mode().verifies() ? wanted : wanted.withMode(TlsMode.REQUIRE);
    synchronized (KNOWN) {
      List<String> stamps = stamps(settings);
      SharedTls known = KNOWN.get(settings);
      if (known == null || !known.isOf(stamps)) {
        known = new SharedTls(create(settings), settings, stamps);
        KNOWN.put(settings, known);
        if (KNOWN.size() > CAPACITY) {
          KNOWN.remove(KNOWN.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  /** Forgets sessions and their randomness, which a copy of this process may have as well. */
  public static void forget() {
    synchronized (KNOWN) {
      KNOWN.clear();
    }
  }

  /** What tells that a file has changed. */
  private static List<String> stamps(TlsSettings settings) throws IOException {
    List<String> stamps = new ArrayList<>(3);
    for (String file : List.of(roots(settings), settings.certificate(), settings.key())) {
      stamps.add(file.isEmpty() ? "" : stamp(Path.of(file)));
    }
    return stamps;
  }

  private static String stamp(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file) + "," + Files.size(file) + "," + file;
    } catch (FileSystemException e) {
      throw new IOException("the file " + file + " is not there or cannot be read", e);
    }
  }

  private static SSLContext create(TlsSettings settings) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(settings), trust(settings), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** The file of trusted authorities; empty for those of the Java platform. */
  private static String roots(TlsSettings settings) {
    if (!settings.mode().verifies() || !settings.rootCertificate().isEmpty()) {
      return settings.mode().verifies() ? settings.rootCertificate() : "";
    }
    Path usual = Path.of(System.getProperty("user.home", ""), ".postgresql", "root.crt");
    return Files.isReadable(usual) ? usual.toString() : "";
  }

  private static TrustManager @Nullable [] trust(TlsSettings settings)
      throws IOException, GeneralSecurityException {
    if (!settings.mode().verifies()) {
      return new TrustManager[] {new TrustsAll()};
    }
    String file = roots(settings);
    if (file.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : PemFiles.certificates(file)) {
      store.setCertificateEntry("root" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(TlsSettings settings)
      throws IOException, GeneralSecurityException {
    if (settings.certificate().isEmpty() && settings.key().isEmpty()) {
      return null;
    }
    if (settings.certificate().isEmpty() || settings.key().isEmpty()) {
      throw new IOException("sslcert and sslkey go together: one of them is missing");
    }
    Certificate[] chain = PemFiles.certificates(settings.certificate()).toArray(new Certificate[0]);
    KeyStore store = emptyStore();
    char[] noPassword = new char[0];
    store.setKeyEntry(
        "key", PemFiles.key(settings.key(), settings.keyPassword()), noPassword, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** For the modes that encrypt and verify nothing. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
