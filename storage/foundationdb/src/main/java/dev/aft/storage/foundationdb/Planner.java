package dev.aft.storage.foundationdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns entries into rows, and cuts what is too much for one transaction into parts. */
final class Planner {
  /** FoundationDB takes 10,000,000 bytes in a transaction, its own bookkeeping included. */
  private static final long MAX_COST = 9_800_000;

  /** Each may have to be read first. */
  private static final int MAX_DELETES = 250;

  private final KeySpace keys;
  private final ChunkIds chunkIds;
  private final long batchBytes;

  /** As long as any key of a chunk or of its reference. */
  private final Bytes longestChunkKey;

  Planner(KeySpace keys, ChunkIds chunkIds, long batchBytes) {
    this.keys = keys;
    this.chunkIds = chunkIds;
    this.batchBytes = batchBytes;
    Bytes anyId = Bytes.wrap(new byte[ChunkIds.BYTES]);
    this.longestChunkKey = Bytes.wrap(keys.chunk(anyId, Integer.MAX_VALUE));
  }

  /** Rows of one entry, and the id of its chunks if it has any. */
  private record Rows(List<Change> changes, Set<Bytes> ids) {}

  /**
   * Everything in one transaction.
   *
   * @throws StorageException {@code TOO_LARGE} when it does not fit or a key is too long
   */
  Part whole(List<Entry> writes, List<Bytes> deletes) {
    long bytes = new WriteBatch(writes, deletes).sizeBytes();
    if (bytes > batchBytes) {
      throw tooLarge("The batch is larger than the store takes at once.", bytes, batchBytes);
    }
    writes.forEach(entry -> requireFits(entry.key()));
    List<Change> changes = new ArrayList<>(writes.size());
    for (Entry entry : writes) {
      changes.addAll(rows(entry).changes());
    }
    long cost = costOf(writes, deletes);
    if (cost > MAX_COST) {
      throw tooLarge("The batch has too many keys for one transaction.", cost, MAX_COST);
    }
    return new Part(changes, fitting(deletes), Set.of());
  }

  /** What the rows take at most, known without making them. */
  private long costOf(List<Entry> writes, List<Bytes> deletes) {
    long cost = deletesCost(fitting(deletes));
    for (Entry entry : writes) {
      int length = entry.value().length();
      Bytes key = Bytes.wrap(keys.key(entry.key()));
      cost += new Change.SmallValue(key, entry.value()).cost();
      if (Head.isLarge(entry.value())) {
        // The reference has the key as its value; a head is longer than what it stands for.
        int rows = length / Head.CHUNK_BYTES + 2;
        cost += rows * new Change.Row(longestChunkKey, Bytes.EMPTY).cost() + key.length() + 64;
      }
    }
    return cost;
  }

  /**
   * The row that {@code entry} has under its key, as one of {@code part}: what tells afterwards
   * whether it was this part that wrote it.
   */
  Bytes rowUnder(Entry entry, Part part) {
    Bytes key = Bytes.wrap(keys.key(entry.key()));
    for (Change change : part.changes()) {
      if (change instanceof Change.SmallValue small && small.key().equals(key)) {
        return Bytes.wrap(Head.encodeSmall(small.value()));
      }
      if (change instanceof Change.Row row && row.key().equals(key)) {
        return row.row();
      }
    }
    throw new IllegalArgumentException("The part does not write the entry. key=" + entry.key());
  }

  /** Whether {@link #whole} takes this, as far as its size goes. */
  boolean fitsOnePart(List<Entry> writes, List<Bytes> deletes) {
    return new WriteBatch(writes, deletes).sizeBytes() <= batchBytes
        && costOf(writes, deletes) <= MAX_COST;
  }

  private Rows rows(Entry entry) {
    Bytes key = Bytes.wrap(keys.key(entry.key()));
    Bytes value = entry.value();
    if (!Head.isLarge(value)) {
      return new Rows(List.of(new Change.SmallValue(key, value)), Set.of());
    }
    Bytes id = chunkIds.next();
    Head.Large head = Head.Large.of(id, value);
    List<Change> changes = new ArrayList<>(head.chunks() + 2);
    changes.add(new Change.Row(Bytes.wrap(keys.reference(id)), entry.key()));
    for (int number = 0; number < head.chunks(); number++) {
      changes.add(new Change.Chunk(Bytes.wrap(keys.chunk(id, number)), value, number));
    }
    changes.add(new Change.Row(key, head.encode()));
    return new Rows(changes, Set.of(id));
  }

  /**
   * In as few transactions as the batch size allows, to be written in this order: a head comes with
   * its chunks or after them.
   *
   * @throws StorageException {@code TOO_LARGE} when a key is too long
   */
  List<Part> parts(List<Entry> writes) {
    writes.forEach(entry -> requireFits(entry.key()));
    PartBuilder builder = new PartBuilder();
    for (Entry entry : writes) {
      Rows rows = rows(entry);
      boolean first = true;
      for (Change change : rows.changes()) {
        builder.add(change, first ? Set.of() : rows.ids());
        first = false;
      }
    }
    return builder.finish();
  }

  /** Gathers changes until a part is full. */
  private final class PartBuilder {
    private final List<Part> parts = new ArrayList<>();
    private List<Change> changes = new ArrayList<>();
    private final Set<Bytes> begun = new HashSet<>();
    private Set<Bytes> needed = new HashSet<>();
    private long cost;

    /**
     * Adds a row.
     *
     * @param belongsTo the chunk id whose reference came before it; none for the reference itself
     */
    void add(Change change, Set<Bytes> belongsTo) {
      if (cost + change.cost() > partCost() && !changes.isEmpty()) {
        cut();
      }
      changes.add(change);
      cost += change.cost();
      if (change instanceof Change.Row row && belongsTo.isEmpty()) {
        begun.add(keys.chunkId(row.key().unsafeArray()));
      }
      belongsTo.stream().filter(id -> !begun.contains(id)).forEach(needed::add);
    }

    private void cut() {
      parts.add(new Part(changes, List.of(), needed));
      changes = new ArrayList<>();
      needed = new HashSet<>();
      begun.clear();
      cost = 0;
    }

    List<Part> finish() {
      if (!changes.isEmpty()) {
        cut();
      }
      return parts;
    }
  }

  /** A part may be a little larger than a batch for what FoundationDB counts beside the data. */
  private long partCost() {
    return Math.min(batchBytes, MAX_COST);
  }

  /** Deletes in as few transactions as the batch size allows. */
  List<Part> deletes(List<Bytes> deletes) {
    List<Part> parts = new ArrayList<>();
    List<Bytes> some = new ArrayList<>();
    long cost = 0;
    for (Bytes key : fitting(deletes)) {
      long more = deletesCost(List.of(key));
      if (!some.isEmpty() && (cost + more > partCost() || some.size() == MAX_DELETES)) {
        parts.add(new Part(List.of(), some, Set.of()));
        some.clear();
        cost = 0;
      }
      some.add(key);
      cost += more;
    }
    if (!some.isEmpty()) {
      parts.add(new Part(List.of(), some, Set.of()));
    }
    return parts;
  }

  /** A key that is too long does not exist. */
  private List<Bytes> fitting(List<Bytes> deletes) {
    return deletes.stream().filter(keys::fits).toList();
  }

  /** Deleting a large value clears two ranges and a row more. */
  private static long deletesCost(List<Bytes> deletes) {
    return deletes.stream().mapToLong(key -> 4L * key.length() + 400).sum();
  }

  private void requireFits(Bytes key) {
    if (!keys.fits(key)) {
      throw tooLarge("The key is longer than the store takes.", key.length(), keys.maxKeyBytes());
    }
  }

  private static StorageException tooLarge(String what, long bytes, long max) {
    return new StorageException(Reason.TOO_LARGE, what + " bytes=" + bytes + " max=" + max);
  }
}
