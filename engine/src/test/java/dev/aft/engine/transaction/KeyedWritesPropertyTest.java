package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Few or many, in whatever order they come, and whenever the order is asked for: one map. */
class KeyedWritesPropertyTest {
  @Property(tries = 200)
  void keyedWritesAreANavigableMap(@ForAll long seed) {
    Random random = new Random(seed);
    KeyedWrites writes = new KeyedWrites();
    TreeMap<Bytes, WriteBuffer.Write> model = new TreeMap<>();
    int steps = random.nextInt(400);
    boolean ascending = random.nextBoolean();
    for (int i = 0; i < steps; i++) {
      // Those that ascend are appended, apart from a few.
      int number = ascending && random.nextInt(50) > 0 ? 1000 + i : random.nextInt(1000);
      Bytes key = Bytes.utf8("k" + number);
      switch (random.nextInt(40)) {
        case 0 -> assertSameOrder(model, writes, random);
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
    assertSameOrder(model, writes, random);
  }

  private static void assertSameOrder(
      NavigableMap<Bytes, WriteBuffer.Write> model, KeyedWrites writes, Random random) {
    assertEquals(List.copyOf(model.entrySet()), List.copyOf(writes.inOrder(Bytes.EMPTY, null)));
    Bytes from = Bytes.utf8("k" + random.nextInt(700));
    Bytes to = Bytes.utf8("k" + (700 + random.nextInt(600)));
    if (from.compareTo(to) <= 0) {
      assertEquals(
          List.copyOf(model.subMap(from, true, to, false).entrySet()),
          List.copyOf(writes.inOrder(from, to)));
    }
    List<Bytes> asked = from.compareTo(to) < 0 ? List.of(from, to) : List.of(from);
    assertEquals(asked.stream().anyMatch(model::containsKey), writes.hasAny(asked));
  }
}
