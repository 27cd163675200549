package dev.aft.storage.s3;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3.log.LogSettings;
import dev.aft.storage.s3.object.CountingObjects;
import dev.aft.storage.s3.object.FaultyObjects;
import dev.aft.storage.s3.object.InMemoryObjects;
import dev.aft.storage.s3.object.ObjectFailPoints;
import dev.aft.storage.s3.object.ObjectFates;
import dev.aft.storage.s3.object.RequestKind;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.object.VirtualTime;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A bucket, a time that tests move, and processes that open a store in the bucket. */
final class World {
  final VirtualTime time = new VirtualTime();
  final InMemoryObjects bucket = new InMemoryObjects();
  private final S3Environment environment;

  World(long seed) {
    this.environment = time.environment(seed);
  }

  /** One opening of the store. */
  final class Opening {
    final CountingObjects requests;
    final FaultyObjects objects;
    final CompletableFuture<S3Store> opening;

    Opening(LogSettings settings, ObjectFates fates, ObjectFailPoints failPoints) {
      this.objects =
          new FaultyObjects(bucket.anotherHandle(), fates, failPoints, environment.scheduler());
      this.requests = new CountingObjects(objects);
      this.opening = S3Store.open(requests, settings, TestStores.RUNS, environment);
    }

    S3Store store() {
      return await(opening);
    }

    long puts() {
      return requests.count(RequestKind.PUT);
    }
  }

  Opening open(LogSettings settings, ObjectFates fates) {
    return new Opening(settings, fates, ObjectFailPoints.NONE);
  }

  Opening open(ObjectFates fates) {
    return open(TestStores.SETTINGS, fates);
  }

  S3Store open() {
    return open(ObjectFates.NONE).store();
  }

  /** Each answer takes as long as this. */
  static ObjectFates latency(Duration duration) {
    return call -> dev.aft.storage.s3.object.ObjectFate.delayed(duration, Duration.ZERO);
  }

  <T> T await(CompletableFuture<T> future) {
    time.runUntilDone(future);
    return Await.result(future);
  }

  StorageException failure(CompletableFuture<?> future) {
    time.runUntilDone(future);
    return Await.failure(future);
  }

  void passes(Duration duration) {
    time.advance(duration);
  }

  static WriteBatch writes(int keys, String prefix, int valueBytes) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      entries.add(new Entry(Bytes.utf8(prefix + i), Bytes.wrap(new byte[valueBytes])));
    }
    return WriteBatch.ofWrites(entries);
  }

  Optional<Bytes> read(S3Store store, String key) {
    return await(store.read(Bytes.utf8(key)));
  }

  Bytes content(String name) {
    return Objects.requireNonNull(bucket.contents().get(name), name);
  }

  List<String> names(String prefix) {
    return bucket.contents().keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
