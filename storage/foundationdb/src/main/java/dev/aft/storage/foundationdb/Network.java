package dev.aft.storage.foundationdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDB;
import com.apple.foundationdb.FDBException;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The native client of this process: its API version is chosen once, its network thread runs from
 * the first store to the end of the process, and stores on one cluster file share a {@code
 * Database}. The only class that touches the native library.
 *
 * <p>The network thread is stopped when the process ends, as FoundationDB demands, but only after
 * the stores had some time to be closed: its own hook would cut off a node that still finishes its
 * commits.
 */
final class Network {
  static final Network OF_THE_PROCESS = new Network();

  /** How long the end of the process waits for stores that are still open. */
  private static final long MAX_WAIT_MILLIS = 5000;

  private static final long STEP_MILLIS = 100;

  private final Map<Path, Shared> databases = new HashMap<>();
  private @Nullable LinkageError missing;

  private Network() {}

  private static final class Shared {
    private final Database database;
    private int users;

    Shared(Database database) {
      this.database = database;
    }
  }

  /**
   * Connects to the cluster of {@code file}, which begins in the background.
   *
   * @throws StorageException {@code MISCONFIGURED} when the native library is missing, or the API
   *     version is another than this process uses already or than the library has
   */
  synchronized ClusterConnection connect(Path file, int apiVersion) {
    FDB fdb = client(apiVersion);
    Shared shared = databases.get(file);
    if (shared == null) {
      shared = new Shared(open(fdb, file));
      databases.put(file, shared);
    }
    shared.users++;
    return new Connection(file, shared);
  }

  private static Database open(FDB fdb, Path file) {
    try {
      return fdb.open(file.toString());
    } catch (FDBException e) {
      throw new Failures(file.toString(), 0).of(e, 0);
    } catch (IllegalStateException e) {
      throw new StorageException(Reason.CLOSED, "The process is about to end.", e);
    }
  }

  private FDB client(int apiVersion) {
    if (missing != null) {
      throw missingLibrary(missing);
    }
    try {
      boolean others = FDB.isAPIVersionSelected();
      FDB fdb = FDB.selectAPIVersion(apiVersion);
      // Whoever used FoundationDB in this process before has his own way to end it.
      if (!others) {
        fdb.disableShutdownHook();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(fdb), "aft-fdb-shutdown"));
      }
      return fdb;
    } catch (LinkageError e) {
      missing = e;
      throw missingLibrary(e);
    } catch (IllegalArgumentException | FDBException e) {
      throw wrongVersion(apiVersion, e);
    } catch (IllegalStateException e) {
      throw new StorageException(Reason.CLOSED, "The process is about to end.", e);
    }
  }

  private static StorageException missingLibrary(LinkageError e) {
    return new StorageException(
        Reason.MISCONFIGURED,
        "FoundationDB's native client library (libfdb_c) is missing or does not load. Install the"
            + " package foundationdb-clients, of version 7.3 like the cluster, from"
            + " https://github.com/apple/foundationdb/releases (Debian, Ubuntu: dpkg -i"
            + " foundationdb-clients_7.3.*.deb; Red Hat: rpm -i foundationdb-clients-7.3.*.rpm). The"
            + " temporary folder (-Djava.io.tmpdir) takes a part of the client, too: it must be"
            + " writable and not mounted noexec. cause="
            + e.getMessage(),
        e);
  }

  private static StorageException wrongVersion(int apiVersion, RuntimeException e) {
    String selected =
        FDB.isAPIVersionSelected() ? Integer.toString(FDB.instance().getAPIVersion()) : "none";
    return new StorageException(
        Reason.MISCONFIGURED,
        "The API version of FoundationDB cannot be used: the installed native library (libfdb_c) is"
            + " older than 7.3, whatever the version asked for, or this process uses another version"
            + " already. Install the package foundationdb-clients of version 7.3, and give all"
            + " addresses of the process the same api-version. api-version="
            + apiVersion
            + " in-use="
            + selected
            + " cause="
            + e.getMessage(),
        e);
  }

  private void stop(FDB fdb) {
    awaitClosed();
    fdb.stopNetwork();
  }

  private synchronized void awaitClosed() {
    for (long waited = 0; !databases.isEmpty() && waited < MAX_WAIT_MILLIS; waited += STEP_MILLIS) {
      try {
        wait(STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private synchronized void release(Path file, Shared shared) {
    shared.users--;
    if (shared.users == 0) {
      databases.remove(file);
      shared.database.close();
      notifyAll();
    }
  }

  private final class Connection implements ClusterConnection {
    private final Path file;
    private final Shared shared;

    Connection(Path file, Shared shared) {
      this.file = file;
      this.shared = shared;
    }

    @Override
    public Database database() {
      return shared.database;
    }

    @Override
    public String name() {
      return file.toString();
    }

    @Override
    public void close() {
      release(file, shared);
    }
  }
}
