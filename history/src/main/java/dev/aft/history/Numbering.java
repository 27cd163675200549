package dev.aft.history;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives each name a number of its own, from 1 on, for keys or values that are text. Thread-safe.
 */
public final class Numbering {
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();
  private final Map<Long, String> names = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** The number of {@code name}: always the same one. */
  public long of(String name) {
    return numbers.computeIfAbsent(
        name,
        fresh -> {
          long number = last.incrementAndGet();
          names.put(number, fresh);
          return number;
        });
  }

  /** The name behind a number, or the number itself if it was not given out here. */
  public String name(long number) {
    return names.getOrDefault(number, Long.toString(number));
  }
}
