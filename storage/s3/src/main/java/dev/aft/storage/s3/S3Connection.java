package dev.aft.storage.s3;

import dev.aft.storage.s3.object.CountingObjects;
import dev.aft.storage.s3.object.ObjectStore;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The way to the objects of one store.
 *
 * @param requests counters of requests by name
 * @param release called once, when the store is closed
 */
record S3Connection(ObjectStore objects, Supplier<Map<String, Long>> requests, Runnable release) {
  /** Counts calls, and closes the objects in the end. */
  static S3Connection counting(ObjectStore objects) {
    CountingObjects counting = new CountingObjects(objects);
    return new S3Connection(counting, counting::statistics, objects::close);
  }
}
