package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Few or many, in whatever order they come, and whenever the order is asked for: one map. */
class KeyedWritesPropertyTest {
  @Property(tries = 200)
  void keyedWritesAreASortedMap(@ForAll long seed) {
    Random random = new Random(seed);
    KeyedWrites writes = new KeyedWrites();
    TreeMap<Bytes, WriteBuffer.Write> model = new TreeMap<>();
    int steps = random.nextInt(400);
    for (int i = 0; i < steps; i++) {
      Bytes key = Bytes.utf8("k" + random.nextInt(150));
      switch (random.nextInt(40)) {
        case 0 -> assertEquals(model, writes.inOrder());
        case 1, 2, 3, 4, 5 -> assertEquals(model.remove(key), writes.remove(key));
        default -> {
          WriteBuffer.Write write = new WriteBuffer.Write(key, i, null);
          assertEquals(model.put(key, write), writes.put(key, write));
        }
      }
      assertEquals(model.get(key), writes.get(key));
      assertEquals(model.isEmpty(), writes.isEmpty());
    }
    assertEquals(List.copyOf(model.entrySet()), writes.sorted());
    assertEquals(model.size(), writes.values().size());
    List<Map.Entry<Bytes, WriteBuffer.Write>> ordered =
        new ArrayList<>(writes.inOrder().entrySet());
    assertEquals(ordered, writes.sorted());
  }
}
