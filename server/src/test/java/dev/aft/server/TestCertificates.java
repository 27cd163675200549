package dev.aft.server;

import dev.aft.server.setting.Setting;
import dev.aft.server.tls.Tls;
import io.netty.handler.ssl.OpenSsl;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** An authority, a node's certificate for localhost and 127.0.0.1, and a client's, made anew. */
public final class TestCertificates {
  static {
    // As a node's process does at its start, before Java's TLS is used for the first time.
    Tls.refuseRenegotiation();
  }

  private final Path folder;
  private final X509Bundle authority;
  private X509Bundle node;
  private final X509Bundle client;

  public TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    node = newNode();
    client = new CertificateBuilder().ecp256().subject("CN=alice,O=Test").buildIssuedBy(authority);
    write("ca.pem", authority.getCertificatePEM());
    writeNode();
  }

  private X509Bundle newNode() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addSanIpAddress("127.0.0.1")
        .notAfter(Instant.now().plus(Duration.ofDays(90)))
        .buildIssuedBy(authority);
  }

  /** Another certificate for the node, in the files of the first. */
  public void renewNode() throws Exception {
    node = newNode();
    writeNode();
  }

  /** What a client sends first when it is given {@code context}. */
  public static byte[] clientHello(SSLContext context) throws Exception {
    SSLEngine engine = context.createSSLEngine("localhost", 1);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private void writeNode() throws IOException {
    write("node.pem", node.getCertificatePathPEM());
    write("node.key", node.getPrivateKeyPEM());
  }

  public void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  public Path file(String name) {
    return folder.resolve(name);
  }

  public X509Bundle node() {
    return node;
  }

  public X509Bundle client() {
    return client;
  }

  /** The providers that work here, for tests that run with each. */
  public static Stream<String> providers() {
    return OpenSsl.isAvailable() ? Stream.of("boringssl", "jdk") : Stream.of("jdk");
  }

  /** The settings of a node with these certificates. */
  public Map<Setting, String> settings(String mode) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    texts.put(Setting.TLS, mode);
    texts.put(Setting.TLS_CERTIFICATE, file("node.pem").toString());
    texts.put(Setting.TLS_KEY, file("node.key").toString());
    return texts;
  }

  /** A client that believes the authority and shows no certificate. */
  public SSLContext trusting() throws Exception {
    return context(null);
  }

  /** A client that believes the authority and is alice. */
  public SSLContext asAlice() throws Exception {
    return context(client.toKeyManagerFactory().getKeyManagers());
  }

  /** The same with a certificate of somebody else's authority. */
  public SSLContext asStranger() throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=alice")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    return context(own.toKeyManagerFactory().getKeyManagers());
  }

  private SSLContext context(KeyManager @Nullable [] keys) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    return context;
  }
}
