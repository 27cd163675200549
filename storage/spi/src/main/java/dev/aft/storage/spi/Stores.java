package dev.aft.storage.spi;

import dev.aft.storage.spi.StorageException.Reason;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens a store by its address: the way from a setting to a {@link Store}. */
public final class Stores {
  /** Where the stores are that an application may have left out. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "rocksdb", "dev.aft:aft-storage-rocksdb",
          "s3", "dev.aft:aft-storage-s3",
          "fdb", "dev.aft:aft-storage-foundationdb");

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
    return open(uri, providers());
  }

  static Store open(StorageUri uri, SortedMap<String, StoreProvider> providers) {
    return provider(uri, providers).open(uri);
  }

  /**
   * Which store an address means, see {@link StoreProvider#identity}.
   *
   * @throws StorageException {@code MISCONFIGURED} for an unknown scheme or parameter
   */
  public static StorageUri identity(StorageUri uri) {
    return provider(uri, providers()).identity(uri);
  }

  /**
   * Opens the store to read from it only, see {@link StoreProvider#look}.
   *
   * @throws StorageException {@code MISCONFIGURED} for an unknown scheme or parameter; else as the
   *     provider
   */
  public static Optional<Store> look(StorageUri uri) {
    return provider(uri, providers()).look(uri);
  }

  private static SortedMap<String, StoreProvider> providers() {
    SortedMap<String, StoreProvider> providers = new TreeMap<>();
    for (StoreProvider provider :
        ServiceLoader.load(StoreProvider.class, StoreProvider.class.getClassLoader())) {
      providers.put(provider.scheme(), provider);
    }
    return providers;
  }

  private static StoreProvider provider(
      StorageUri uri, SortedMap<String, StoreProvider> providers) {
    StoreProvider provider = providers.get(uri.scheme());
    if (provider == null) {
      throw noProvider(uri.scheme(), providers.keySet());
    }
    for (String parameter : uri.parameters().keySet()) {
      if (!provider.parameters().contains(parameter)) {
        throw unknown("parameter of " + uri.scheme(), parameter, provider.parameters());
      }
    }
    return provider;
  }

  private static StorageException noProvider(String scheme, Collection<String> known) {
    String artifact = ARTIFACTS.get(scheme);
    return artifact == null
        ? unknown("storage scheme", scheme, known)
        : new StorageException(
            Reason.MISCONFIGURED,
            "The store for "
                + scheme
                + ": is not on the class path. Add the artifact "
                + artifact
                + ".");
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
