package dev.aft.storage.spi.memory;

import dev.aft.storage.spi.Bytes;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What the handles of one in-memory store share. The map is guarded by the lock. */
final class OrderedData {
  final TreeMap<Bytes, Bytes> map = new TreeMap<>();
  final ReadWriteLock lock = new ReentrantReadWriteLock();
}
