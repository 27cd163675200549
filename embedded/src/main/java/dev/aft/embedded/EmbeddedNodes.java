package dev.aft.embedded;

import dev.aft.driver.transport.EmbeddedTransportProvider;
import dev.aft.driver.transport.Transport;
import dev.aft.driver.transport.TransportException;
import dev.aft.engine.EngineException;
import dev.aft.session.Peer;
import dev.aft.session.Sessions;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The embedded nodes of this process by the identity of their store. Connections whose addresses
 * mean the same store share a node, whatever its spelling and options: two spellings of one folder,
 * or one bucket with and without its region. A memory store without a name is never shared.
 */
public final class EmbeddedNodes implements EmbeddedTransportProvider {
  private static final Set<String> SCHEMES = Set.of("memory", "rocksdb", "s3", "fdb");

  /** The process has one registry, because a store can be opened once only. */
  private static final ConcurrentMap<StorageUri, SharedNode> NODES = new ConcurrentHashMap<>();

  /** Remembered beyond the nodes, which end when they lose their store. */
  private static final LostStores LOST = new LostStores(Surroundings::nanoTime);

  @Override
  public boolean serves(String scheme) {
    return SCHEMES.contains(scheme);
  }

  @Override
  public Transport open(String storeAddress, Map<String, String> options, boolean keepOpen)
      throws IOException {
    try {
      StorageUri address = StorageUri.parse(storeAddress);
      StorageUri uri = new StorageUri(address.scheme(), address.path(), new TreeMap<>(options));
      return storeAddress.equals("memory:")
          ? unshared(uri, keepOpen)
          : shared(Stores.identity(uri), uri, keepOpen);
    } catch (StorageException e) {
      throw new TransportException(sqlState(e.reason()), message(storeAddress, e), e);
    } catch (EngineException e) {
      String hint = e.hint().isEmpty() ? "" : ". " + e.hint();
      throw new TransportException(e.code().sqlState(), message(storeAddress, e) + hint, e);
    } catch (OtherParametersException e) {
      throw new TransportException("08004", message(storeAddress, e), e);
    }
  }

  private static String message(String storeAddress, RuntimeException e) {
    return "cannot open " + storeAddress + ": " + e.getMessage();
  }

  private static Transport unshared(StorageUri uri, boolean keepOpen) {
    SharedNode node = new SharedNode(uri, uri, LOST);
    node.acquire(uri, keepOpen);
    return transport(node, node::release);
  }

  private static Transport shared(StorageUri key, StorageUri uri, boolean keepOpen) {
    while (true) {
      SharedNode node = NODES.computeIfAbsent(key, absent -> new SharedNode(key, uri, LOST));
      try {
        if (node.acquire(uri, keepOpen)) {
          return transport(node, () -> release(key, node));
        }
      } finally {
        forgetRetired(key, node);
      }
    }
  }

  private static void release(StorageUri key, SharedNode node) {
    node.release();
    forgetRetired(key, node);
  }

  private static void forgetRetired(StorageUri key, SharedNode node) {
    if (node.isRetired()) {
      NODES.remove(key, node);
    }
  }

  private static Transport transport(SharedNode node, Runnable onClose) {
    Sessions sessions = node.sessions();
    return new EmbeddedTransport(
        (executor, sink) -> sessions.open(executor, sink, Peer.IN_PROCESS),
        node.worker(),
        node.nanoTime(),
        onClose);
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
