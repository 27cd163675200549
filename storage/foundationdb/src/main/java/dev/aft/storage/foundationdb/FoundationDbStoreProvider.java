package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.StoreProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens {@code fdb:/path/to/fdb.cluster?parameters}. */
@AmbientApi
public final class FoundationDbStoreProvider implements StoreProvider {
  private static final int LEAST_THREADS = 2;

  @Override
  public String scheme() {
    return "fdb";
  }

  @Override
  public Set<String> parameters() {
    return FoundationDbSettings.PARAMETERS;
  }

  /** The cluster, by the name in whichever copy of its file, and the prefix. */
  @Override
  public StorageUri identity(StorageUri uri) {
    String prefix = uri.parameter("prefix", FoundationDbSettings.DEFAULT.prefix());
    return new StorageUri(scheme(), cluster(uri), new TreeMap<>(Map.of("prefix", prefix)));
  }

  private static String cluster(StorageUri uri) {
    try {
      return ClusterFile.clusterName(clusterFile(uri.path()));
    } catch (StorageException e) {
      // Opening says what is wrong with it.
      return uri.path();
    }
  }

  private static Path clusterFile(String given) {
    return ClusterFile.find(
        given,
        System.getenv().getOrDefault(ClusterFile.VARIABLE, ""),
        ClusterFile.Places.ofThisSystem(System.getProperty("os.name", "")));
  }

  @Override
  public Store open(StorageUri uri) {
    FoundationDbSettings settings = FoundationDbSettings.of(uri);
    return FoundationDbStore.open(connect(settings), settings, environment());
  }

  @Override
  public Optional<Store> look(StorageUri uri) {
    FoundationDbSettings settings = FoundationDbSettings.of(uri);
    return Optional.of(FoundationDbStore.look(connect(settings), settings, environment()));
  }

  private static ClusterConnection connect(FoundationDbSettings settings) {
    Path file = clusterFile(settings.clusterFile());
    return Network.OF_THE_PROCESS.connect(file, settings.apiVersion());
  }

  /** Real time and chance, and threads for one store. */
  static FoundationDbEnvironment environment() {
    SecureRandom random = new SecureRandom();
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(1, daemons("aft-fdb-background"));
    return new FoundationDbEnvironment(
        System::currentTimeMillis, random::nextLong, executor(), scheduler);
  }

  /** The queue is bounded by the calls under way; each has at most a few tasks in it. */
  private static ThreadPoolExecutor executor() {
    int threads = Math.max(LEAST_THREADS, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), daemons("aft-fdb"));
    // An answer that comes after close: there is no other thread for it any more.
    executor.setRejectedExecutionHandler((task, pool) -> task.run());
    return executor;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
