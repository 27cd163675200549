package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbsentKeysTest {
  @Test
  void keysOfARunAreThereAndThoseBetweenThemAreNot() {
    AbsentKeys absent = new AbsentKeys();
    absent.add(keys("d", "f"));
    absent.add(keys("a", "b"));
    assertTrue(absent.contains(Bytes.utf8("a")));
    assertTrue(absent.contains(Bytes.utf8("f")));
    assertFalse(absent.contains(Bytes.utf8("")));
    assertFalse(absent.contains(Bytes.utf8("c")));
    assertFalse(absent.contains(Bytes.utf8("e")));
    assertFalse(absent.contains(Bytes.utf8("g")));
    assertEquals(4, absent.size());
  }

  @Test
  void runsDoNotOverlap() {
    AbsentKeys absent = new AbsentKeys();
    absent.add(keys("d", "f"));
    assertTrue(absent.mayHaveAny(keys("f", "g")));
    assertTrue(absent.mayHaveAny(keys("e")));
    assertTrue(absent.mayHaveAny(keys("a", "z")));
    assertFalse(absent.mayHaveAny(keys("a", "c")));
    assertFalse(absent.mayHaveAny(keys("g", "h")));
    assertThrows(IllegalArgumentException.class, () -> absent.add(keys("a", "d")));
  }

  private static List<Bytes> keys(String... keys) {
    return List.of(keys).stream().map(Bytes::utf8).toList();
  }
}
