package dev.aft.driver;

import dev.aft.protocol.OpaqueBytes;
import dev.aft.protocol.ScramKeys;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys that were computed from passwords last, since that takes longer than all the rest of
 * connecting. Thread-safe.
 */
final class KnownKeys {
  private static final int CAPACITY = 16;
  private static final Map<Question, ScramKeys> KNOWN = new LinkedHashMap<>(16, 0.75f, true);

  private record Question(String password, OpaqueBytes salt, int iterations) {
    @Override
    public String toString() {
      return "Question";
    }
  }

  private KnownKeys() {}

  /** Forgets passwords and keys, which an image of this process would hold otherwise. */
  static void forget() {
    synchronized (KNOWN) {
      KNOWN.clear();
    }
  }

  static int count() {
    synchronized (KNOWN) {
      return KNOWN.size();
    }
  }

  static ScramKeys of(String password, OpaqueBytes salt, int iterations) {
    Question question = new Question(password, salt, iterations);
    ScramKeys keys;
    synchronized (KNOWN) {
      keys = KNOWN.get(question);
    }
    if (keys == null) {
      keys = ScramKeys.of(password, salt, iterations);
      synchronized (KNOWN) {
        KNOWN.put(question, keys);
        if (KNOWN.size() > CAPACITY) {
          KNOWN.remove(KNOWN.keySet().iterator().next());
        }
      }
    }
    return keys;
  }
}
