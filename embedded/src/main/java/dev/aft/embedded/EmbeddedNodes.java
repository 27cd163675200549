package dev.aft.embedded;

import dev.aft.driver.transport.EmbeddedTransportProvider;
import dev.aft.driver.transport.Transport;
import dev.aft.driver.transport.TransportException;
import dev.aft.engine.EngineException;
import dev.aft.session.Sessions;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The embedded nodes of this process by the address of their store. Connections with the same
 * address share a node; two spellings of one folder are the same address. A memory store without a
 * name is never shared.
 */
public final class EmbeddedNodes implements EmbeddedTransportProvider {
  private static final Set<String> SCHEMES = Set.of("memory", "rocksdb");

  /** The process has one registry, because a folder can be opened once only. */
  private static final ConcurrentMap<String, SharedNode> NODES = new ConcurrentHashMap<>();

  @Override
  public boolean serves(String scheme) {
    return SCHEMES.contains(scheme);
  }

  @Override
  public Transport open(String storeAddress, Map<String, String> options, boolean keepOpen)
      throws IOException {
    try {
      StorageUri uri = normalised(StorageUri.parse(storeAddress), options);
      String key = uri.scheme() + ":" + uri.path();
      return uri.path().isEmpty() ? unshared(uri, keepOpen) : shared(key, uri, keepOpen);
    } catch (StorageException e) {
      throw new TransportException(sqlState(e.reason()), message(storeAddress, e), e);
    } catch (EngineException e) {
      throw new TransportException(e.code().sqlState(), message(storeAddress, e), e);
    } catch (OtherParametersException e) {
      throw new TransportException("08004", message(storeAddress, e), e);
    }
  }

  private static String message(String storeAddress, RuntimeException e) {
    return "cannot open " + storeAddress + ": " + e.getMessage();
  }

  /** One folder has one name, whatever links and dots the address takes to it. */
  private static StorageUri normalised(StorageUri uri, Map<String, String> options) {
    String path = uri.path();
    if (uri.scheme().equals("rocksdb") && !path.isEmpty()) {
      try {
        path = realPath(Path.of(path).toAbsolutePath().normalize()).toString();
      } catch (InvalidPathException | UncheckedIOException e) {
        // The store itself says what is wrong with it.
        path = uri.path();
      }
    }
    return new StorageUri(uri.scheme(), path, new TreeMap<>(options));
  }

  /** Follows links as far as the path exists. */
  private static Path realPath(Path path) {
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return path;
    }
    try {
      return path.toFile().exists() ? path.toRealPath() : realPath(parent).resolve(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Transport unshared(StorageUri uri, boolean keepOpen) {
    SharedNode node = new SharedNode(uri);
    node.acquire(uri.parameters(), keepOpen);
    return transport(node, node::release);
  }

  private static Transport shared(String key, StorageUri uri, boolean keepOpen) {
    while (true) {
      SharedNode node = NODES.computeIfAbsent(key, absent -> new SharedNode(uri));
      try {
        if (node.acquire(uri.parameters(), keepOpen)) {
          return transport(node, () -> release(key, node));
        }
      } finally {
        forgetRetired(key, node);
      }
    }
  }

  private static void release(String key, SharedNode node) {
    node.release();
    forgetRetired(key, node);
  }

  private static void forgetRetired(String key, SharedNode node) {
    if (node.isRetired()) {
      NODES.remove(key, node);
    }
  }

  private static Transport transport(SharedNode node, Runnable onClose) {
    Sessions sessions = node.sessions();
    return new EmbeddedTransport(sessions::open, node.worker(), node.nanoTime(), onClose);
  }

  /** 08001 for what may pass by itself, 08004 for what stays until somebody acts. */
  private static String sqlState(StorageException.Reason reason) {
    return switch (reason) {
      case IN_USE, UNAVAILABLE, THROTTLED, CLOSED -> "08001";
      case NEWER_FORMAT, MISCONFIGURED, TOO_LARGE -> "08004";
      case FULL -> "53100";
      case CORRUPT -> "XX001";
      case IO -> "58030";
    };
  }
}
