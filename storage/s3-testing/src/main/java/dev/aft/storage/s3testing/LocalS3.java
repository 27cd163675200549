package dev.aft.storage.s3testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * An S3 server on a free port of 127.0.0.1, with one bucket, for whoever asks: no credentials.
 * Objects are in memory, or in a folder where a later server finds them again. Thread-safe.
 */
public final class LocalS3 implements AutoCloseable {
  /** The bucket that every server has. */
  public static final String BUCKET = "aft-test";

  private static final int THREADS = 128;

  private final BlobStoreContext context;
  private final S3Proxy server;

  private LocalS3(BlobStoreContext context, S3Proxy server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Starts a server that forgets everything when it is closed.
   *
   * @throws IllegalStateException when the server cannot start
   */
  public static LocalS3 inMemory() {
    return start("transient-nio2", new Properties(), Duration.ZERO);
  }

  /**
   * Starts a server over a folder, which is created when it is missing.
   *
   * @throws IllegalStateException when the server cannot start
   */
  public static LocalS3 inFolder(Path folder) throws IOException {
    return inFolder(folder, Duration.ZERO);
  }

  /**
   * Starts a server over a folder that takes {@code latency} for each request, beside what the
   * request needs: as S3 does, and this machine's processors do not.
   */
  public static LocalS3 inFolder(Path folder, Duration latency) throws IOException {
    Files.createDirectories(folder);
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    return start("filesystem-nio2", properties, latency);
  }

  private static LocalS3 start(String provider, Properties properties, Duration latency) {
    BlobStoreContext context =
        ContextBuilder.newBuilder(provider)
            .credentials("none", "none")
            .overrides(properties)
            .build(BlobStoreContext.class);
    try {
      context.getBlobStore().createContainerInLocation(null, BUCKET);
      BlobStore blobs = new CreateOnceBlobs(context.getBlobStore());
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(latency.isZero() ? blobs : new LateAnswers(blobs, latency))
              .awsAuthentication(AuthenticationType.NONE, "", "")
              .endpoint(URI.create("http://127.0.0.1:0"))
              .jettyMaxThreads(THREADS)
              .build();
      server.start();
      return new LocalS3(context, server);
    } catch (Exception e) {
      context.close();
      throw new IllegalStateException("The local S3 server does not start.", e);
    }
  }

  public int port() {
    return server.getPort();
  }

  /** As in {@code http://127.0.0.1:12345}. */
  public String endpoint() {
    return endpoint(port());
  }

  /** The storage address of a prefix of the bucket, for {@code ./aft server --storage}. */
  public String uri(String prefix) {
    return uri(prefix, port());
  }

  /** The same through a proxy on another port of this machine. */
  public static String uri(String prefix, int port) {
    return "s3://"
        + BUCKET
        + (prefix.isEmpty() ? "" : "/" + prefix)
        + "?endpoint="
        + endpoint(port)
        + "&region=us-east-1&credentials=anonymous";
  }

  private static String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Stops the server; connections break. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("The local S3 server does not stop.", e);
    } finally {
      context.close();
    }
  }
}
