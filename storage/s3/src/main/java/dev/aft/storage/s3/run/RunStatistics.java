package dev.aft.storage.s3.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of the runs. */
final class RunStatistics {
  private RunStatistics() {}

  static Map<String, Long> of(RunParts parts, List<SortedRun> sorted) {
    Map<String, Long> figures = new TreeMap<>();
    List<Run> runs = sorted.stream().flatMap(run -> run.parts().stream()).toList();
    figures.put("sorted_runs", (long) sorted.size());
    figures.put("run_objects", (long) runs.size());
    figures.put("run_entries", sorted.stream().mapToLong(SortedRun::entries).sum());
    figures.put("run_deleted_entries", sorted.stream().mapToLong(SortedRun::deletedEntries).sum());
    figures.put("run_bytes", sorted.stream().mapToLong(SortedRun::objectBytes).sum());
    figures.put("run_value_bytes", runs.stream().mapToLong(run -> run.record().valueBytes()).sum());
    figures.put("index_bytes", runs.stream().mapToLong(RunStatistics::indexBytes).sum());
    figures.put("index_resident_bytes", parts.memory().bytes());
    figures.put(
        "index_directory_bytes",
        runs.stream().mapToLong(run -> run.directory().memoryBytes()).sum());
    figures.put("index_disk_pages", parts.disk().pageCount());
    addCounters(parts.counters(), figures);
    return figures;
  }

  private static long indexBytes(Run run) {
    return run.record().directoryOffset() - run.record().valueBytes();
  }

  private static void addCounters(RunCounters counters, Map<String, Long> figures) {
    figures.put("index_disk_loads_total", counters.diskPageLoads.sum());
    figures.put("index_store_loads_total", counters.storePageLoads.sum());
    figures.put("index_store_requests_total", counters.storePageRequests.sum());
    figures.put("value_requests_total", counters.valueRequests.sum());
    figures.put("checkpoints_total", counters.checkpoints.sum());
    figures.put("checkpoint_written_bytes_total", counters.checkpointBytes.sum());
    figures.put("merges_total", counters.merges.sum());
    figures.put("merge_failures_total", counters.mergeFailures.sum());
    figures.put("merge_written_bytes_total", counters.mergedBytes.sum());
  }
}
