package dev.aft.storage.spi;

import dev.aft.storage.spi.StorageException.Reason;
import java.util.Collection;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens a store by its address: the way from a setting to a {@link Store}. */
public final class Stores {
  private Stores() {}

  /**
   * Opens the store at {@code uri} with the provider of its scheme on the class path. May block on
   * I/O.
   *
   * @throws StorageException {@code MISCONFIGURED} for an unknown scheme or parameter, naming the
   *     nearest known one; else see {@link StoreProvider#open}
   */
  public static Store open(String uri) {
    return open(StorageUri.parse(uri));
  }

  /** Like {@link #open(String)}, for an address that has been read already. */
  public static Store open(StorageUri uri) {
    SortedMap<String, StoreProvider> providers = new TreeMap<>();
    for (StoreProvider provider :
        ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader())) {
      providers.put(provider.scheme(), provider);
    }
    return open(uri, providers);
  }

  static Store open(StorageUri uri, SortedMap<String, StoreProvider> providers) {
    StoreProvider provider = providers.get(uri.scheme());
    if (provider == null) {
      throw unknown("storage scheme", uri.scheme(), providers.keySet());
    }
    for (String parameter : uri.parameters().keySet()) {
      if (!provider.parameters().contains(parameter)) {
        throw unknown("parameter of " + uri.scheme(), parameter, provider.parameters());
      }
    }
    return provider.open(uri);
  }

  private static StorageException unknown(String kind, String name, Collection<String> known) {
    String advice =
        NearestName.of(name, known)
            .map(nearest -> "Did you mean " + nearest + "?")
            .orElse("There are none.");
    return new StorageException(
        Reason.MISCONFIGURED, "Unknown " + kind + " '" + name + "'. " + advice);
  }
}
