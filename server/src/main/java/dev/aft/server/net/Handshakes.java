package dev.aft.server.net;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections that have not finished their start-up, oldest first. When there are too many, the
 * oldest makes room: that of the newcomer's own address if that address holds more than its share,
 * so that a crowd from one place does not push out those who come from elsewhere. Thread-safe.
 *
 * @param <T> a connection
 */
final class Handshakes<T> {
  /** An address that holds more than one place of so many pays for its newcomers itself. */
  private static final int SHARE = 4;

  private final int most;
  private final Map<T, String> addresses = new LinkedHashMap<>();
  private final Map<String, Set<T>> byAddress = new HashMap<>();

  Handshakes(int most) {
    this.most = most;
  }

  /** Adds a connection; what is returned has been taken out and must be closed. */
  synchronized @Nullable T add(T connection, String address) {
    T oldest = addresses.size() >= most ? oldest(address) : null;
    if (oldest != null) {
      remove(oldest);
    }
    addresses.put(connection, address);
    byAddress.computeIfAbsent(address, unknown -> new LinkedHashSet<>()).add(connection);
    return oldest;
  }

  private T oldest(String newcomer) {
    Set<T> own = byAddress.getOrDefault(newcomer, Set.of());
    return (own.size() * SHARE > most ? own : addresses.keySet()).iterator().next();
  }

  /** Harmless when it is not there any more. */
  synchronized void remove(T connection) {
    String address = addresses.remove(connection);
    Set<T> own = address == null ? null : byAddress.get(address);
    if (own != null) {
      own.remove(connection);
      if (own.isEmpty()) {
        byAddress.remove(address);
      }
    }
  }

  synchronized int count() {
    return addresses.size();
  }
}
