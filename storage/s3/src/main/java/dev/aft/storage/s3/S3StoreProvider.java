package dev.aft.storage.s3;

import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.AwsObjectStore;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.OverlayObjects;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.S3StoreSettings;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.RunSettings;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreProvider;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens {@code s3://bucket/prefix?parameters}. */
public final class S3StoreProvider implements StoreProvider {
  private static final int GROUP_BYTES = 4 << 20;
  private static final int GROUP_BATCHES = 10_000;
  private static final long MAX_WAITING_BYTES = 256L << 20;

  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public Set<String> parameters() {
    return S3StoreSettings.PARAMETERS;
  }

  /** Bucket and prefix, and the server that has them. The region of a bucket never differs. */
  @Override
  public StorageUri identity(StorageUri uri) {
    String path = uri.path().endsWith("/") ? uri.path().replaceFirst("/+$", "") : uri.path();
    SortedMap<String, String> server = new TreeMap<>();
    String endpoint = uri.parameters().get("endpoint");
    if (endpoint != null) {
      server.put("endpoint", endpoint.replaceFirst("/$", "").toLowerCase(Locale.ROOT));
    }
    return new StorageUri(scheme(), path, server);
  }

  @Override
  public Store open(StorageUri uri) {
    return open(uri, S3StoreProvider::open);
  }

  /** Takes the store over, but only in the memory of this process. */
  @Override
  public Optional<Store> look(StorageUri uri) {
    return Optional.of(
        open(
            uri,
            (settings, objects, process) ->
                join(
                    S3Store.open(
                        connection(new OverlayObjects(objects), objects, process),
                        logSettings(settings),
                        runSettings(settings),
                        process.environment()))));
  }

  private interface Opening {
    Store open(S3StoreSettings settings, AwsObjectStore objects, ProcessEnvironment process);
  }

  private static Store open(StorageUri uri, Opening opening) {
    S3StoreSettings settings = S3StoreSettings.of(uri);
    ProcessEnvironment process = new ProcessEnvironment();
    try {
      AwsObjectStore objects = AwsObjectStore.open(settings, process.environment());
      try {
        return opening.open(settings, objects, process);
      } catch (RuntimeException e) {
        objects.close();
        throw e;
      }
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** A process that cannot work with the bucket must not take the store from one that can. */
  private static Store open(
      S3StoreSettings settings, AwsObjectStore objects, ProcessEnvironment process) {
    S3Environment environment = process.environment();
    S3Connection connection = connection(objects, objects, process);
    return join(
        objects.verify(
            WriterId.next(environment.random()),
            () ->
                S3Store.open(
                    connection, logSettings(settings), runSettings(settings), environment)));
  }

  private static S3Connection connection(
      ObjectStore used, AwsObjectStore objects, ProcessEnvironment process) {
    return new S3Connection(
        used,
        objects::statistics,
        () -> {
          used.close();
          process.close();
        });
  }

  private static Store join(CompletableFuture<S3Store> opened) {
    try {
      return opened.join();
    } catch (CompletionException e) {
      throw StorageException.from(e);
    }
  }

  /** The log waits a little longer than a call, so that it hears how the call has ended. */
  private static LogSettings logSettings(S3StoreSettings settings) {
    return new LogSettings(
        Math.toIntExact(settings.inlineLimitBytes()),
        settings.putsAtOnce(),
        GROUP_BYTES,
        GROUP_BATCHES,
        settings.timeout().plus(settings.timeout().dividedBy(20)),
        MAX_WAITING_BYTES,
        settings.checkpointBytes(),
        settings.checkpointObjects());
  }

  private static RunSettings runSettings(S3StoreSettings settings) {
    return RunSettings.of(settings.indexMemoryBytes(), settings.indexDirectory());
  }
}
