package dev.aft.driver.transport;

import dev.aft.protocol.TlsProfile;
import java.io.IOException;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * What connections with equal settings share: the sessions that they resume, and which servers have
 * agreed that they speak our protocol (ALPN). Such a server need not be asked whether it encrypts:
 * TLS with it starts at once, which saves a round trip. Thread-safe.
 */
final class SharedTls {
  private static final int MOST_SERVERS = 64;
  private static final int MOST_FAILURES = 3;

  private final SSLContext context;
  private final TlsSettings settings;
  private final List<String> stamps;
  private final String[] suites;

  /** Those that agreed on the protocol. */
  private final Map<String, Server> servers = new ConcurrentHashMap<>();

  /**
   * What is known of a server.
   *
   * @param failures of TLS at once since it last went well
   * @param oneShare see {@link OneKeyShare}: TLS 1.3 went well, and has not failed at once since
   */
  private record Server(int failures, boolean oneShare) {}

  /**
   * @param stamps tell whether the files of the settings are still those that were read
   */
  SharedTls(SSLContext context, TlsSettings settings, List<String> stamps) {
    this.context = context;
    this.settings = settings;
    this.stamps = stamps;
    List<String> supported = Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
    this.suites =
        TlsProfile.CIPHER_SUITES.stream().filter(supported::contains).toArray(String[]::new);
  }

  boolean isOf(List<String> stamps) {
    return this.stamps.equals(stamps);
  }

  /** Whether TLS may start with this server without asking for it. */
  boolean startsAtOnce(Endpoint endpoint) {
    Server known = servers.get(endpoint.name());
    return known != null && known.failures < MOST_FAILURES;
  }

  /** TLS that was started at once has failed, which the server may not have been the reason of. */
  void failedAtOnce(Endpoint endpoint) {
    servers.computeIfPresent(
        endpoint.name(), (name, known) -> new Server(known.failures + 1, false));
  }

  private void succeeded(Endpoint endpoint, boolean atOnce, boolean newest) {
    if (servers.size() >= MOST_SERVERS) {
      servers.clear();
    }
    servers.merge(
        endpoint.name(),
        new Server(0, newest),
        (known, now) -> new Server(atOnce ? 0 : known.failures, newest && known.oneShare));
  }

  /**
   * Shakes hands over {@code plain}.
   *
   * @param atOnce the server is known: see {@link #startsAtOnce}
   */
  SSLSocket encrypt(Socket plain, Endpoint endpoint, boolean atOnce) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    plain, endpoint.host(), endpoint.address().getPort(), /* autoClose= */ true);
    SSLParameters parameters = parameters(secure, endpoint.tls().mode());
    Server known = servers.get(endpoint.name());
    AlgorithmConstraints platform = parameters.getAlgorithmConstraints();
    if (atOnce && known != null && known.oneShare && platform != null) {
      // Where this goes wrong the caller asks for TLS, which leaves all ways open.
      parameters.setAlgorithmConstraints(new OneKeyShare(platform));
    }
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    if (TlsProfile.APPLICATION_PROTOCOL.equals(secure.getApplicationProtocol())) {
      succeeded(endpoint, atOnce, secure.getSession().getProtocol().equals("TLSv1.3"));
    }
    return secure;
  }

  private SSLParameters parameters(SSLSocket secure, TlsMode mode) {
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {TlsProfile.APPLICATION_PROTOCOL});
    if (suites.length > 0) {
      parameters.setCipherSuites(suites);
    }
    parameters.setProtocols(settings.versions(parameters.getProtocols()));
    if (mode == TlsMode.VERIFY_FULL) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    return parameters;
  }
}
