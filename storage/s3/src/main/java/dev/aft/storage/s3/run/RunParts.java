package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import java.util.function.Supplier;

/** What the runs of a store are made of, put together once. */
record RunParts(
    ObjectStore objects,
    RunSettings settings,
    S3Environment environment,
    RunCounters counters,
    ManifestCommits commits,
    DiskIndex disk,
    IndexMemory memory,
    PageLoader loader,
    ValueReader values,
    RunWriter writer) {
  static RunParts of(
      ObjectStore objects,
      ClaimedManifest claimed,
      RunSettings settings,
      S3Environment environment,
      Supplier<DiskStore> diskStore) {
    RunCounters counters = new RunCounters();
    DiskIndex disk = new DiskIndex(diskStore, environment.worker());
    IndexMemory memory = new IndexMemory(settings.indexMemoryBytes(), disk::offer);
    ValueReader values = new ValueReader(objects, settings, counters);
    return new RunParts(
        objects,
        settings,
        environment,
        counters,
        new ManifestCommits(objects, claimed, environment),
        disk,
        memory,
        new PageLoader(objects, memory, disk, settings, counters),
        values,
        new RunWriter(
            objects, claimed.claimant().writer(), values, memory, settings, environment.worker()));
  }
}
