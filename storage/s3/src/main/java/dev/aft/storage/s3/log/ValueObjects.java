package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/** Values too large for the log: objects of their own, each named once. Thread-safe. */
final class ValueObjects {
  /** A value below this costs less in the log than as a request, up to {@link #MOST_INLINE}. */
  private static final int LEAST_OBJECT_BYTES = 64 << 10;

  private static final int MOST_INLINE = 32 << 20;

  private final ObjectStore objects;
  private final WriterId writer;
  private final int inlineBytes;
  private final AtomicLong numbers = new AtomicLong();

  ValueObjects(ObjectStore objects, WriterId writer, int inlineBytes) {
    this.objects = objects;
    this.writer = writer;
    this.inlineBytes = inlineBytes;
  }

  /** A value to be put before the batch that names it. */
  record Upload(String object, Bytes value) {}

  /** A batch for the log, and what has to be there first. */
  record Split(LogBatch batch, List<Upload> uploads) {}

  /** Decides which values travel in the log: the smaller ones. */
  Split split(List<Entry> conditions, WriteBatch batch) {
    List<Upload> uploads = new ArrayList<>();
    int largest = largestInline(conditions, batch.writes());
    LogBatch split =
        new LogBatch(
            entries(conditions, largest, uploads),
            entries(batch.writes(), largest, uploads),
            batch.deletes());
    return new Split(split, uploads);
  }

  private List<LogEntry> entries(List<Entry> entries, int largest, List<Upload> uploads) {
    List<LogEntry> result = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      Bytes value = entry.value();
      if (value.length() <= largest) {
        result.add(new LogEntry(entry.key(), new Slot.Inline(value)));
      } else {
        Upload upload = new Upload(nextName(), value);
        uploads.add(upload);
        result.add(
            new LogEntry(
                entry.key(), new Slot.External(upload.object(), value.length(), crc(value))));
      }
    }
    return result;
  }

  /** Length of the largest value that stays in the log. */
  private int largestInline(List<Entry> conditions, List<Entry> writes) {
    long sum = valueBytes(conditions) + valueBytes(writes);
    if (sum <= inlineBytes) {
      return Integer.MAX_VALUE;
    }
    int[] lengths = new int[conditions.size() + writes.size()];
    int next = 0;
    for (List<Entry> entries : List.of(conditions, writes)) {
      for (Entry entry : entries) {
        lengths[next++] = entry.value().length();
      }
    }
    Arrays.sort(lengths);
    while (next > 0
        && sum > inlineBytes
        && (lengths[next - 1] >= LEAST_OBJECT_BYTES || sum > MOST_INLINE)) {
      sum -= lengths[--next];
    }
    if (next == lengths.length) {
      return Integer.MAX_VALUE;
    }
    // Of values as long as the first that goes, all go: a limit tells them apart by length only.
    return lengths[next] - 1;
  }

  private static long valueBytes(List<Entry> entries) {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.value().length();
    }
    return sum;
  }

  private String nextName() {
    return "value/" + writer + "/" + String.format(Locale.ROOT, "%020d", numbers.incrementAndGet());
  }

  private static int crc(Bytes value) {
    CRC32C checksum = new CRC32C();
    checksum.update(value.unsafeArray());
    return (int) checksum.getValue();
  }

  CompletableFuture<Void> put(Upload upload) {
    return objects.put(upload.object(), upload.value());
  }

  /** The objects of a batch that nobody will ever find. */
  void deleteAll(LogBatch batch) {
    List<String> names = new ArrayList<>();
    batch.forEachObject(names::add);
    delete(names);
  }

  void delete(List<String> names) {
    Garbage.delete(objects, names);
  }
}
