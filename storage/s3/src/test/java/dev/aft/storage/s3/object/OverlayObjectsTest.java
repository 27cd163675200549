package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class OverlayObjectsTest {
  private static final Bytes ONE = Bytes.utf8("one");
  private static final Bytes TWO = Bytes.utf8("two");

  private final InMemoryObjects below = new InMemoryObjects();
  private final OverlayObjects overlay = new OverlayObjects(below.anotherHandle());

  private List<String> names(String prefix, String after) {
    return overlay.list(prefix, after).join().stream().map(ObjectSummary::name).toList();
  }

  @Test
  void whatIsWrittenAndDeletedIsSeenAboveAndNotBelow() {
    below.put("log/2", ONE).join();
    below.put("log/4", ONE).join();
    SortedMap<String, Bytes> before = below.contents();

    overlay.put("log/1", TWO).join();
    assertEquals(CreateResult.CREATED, overlay.createIfAbsent("log/3", TWO).join());
    assertEquals(CreateResult.EXISTED, overlay.createIfAbsent("log/3", ONE).join());
    assertEquals(CreateResult.EXISTED, overlay.createIfAbsent("log/4", TWO).join());
    assertEquals(CreateResult.CREATED, overlay.createIfAbsent("log/4", ONE).join());
    overlay.delete(List.of("log/1", "log/2")).join();

    assertEquals(List.of("log/3", "log/4"), names("log/", ""));
    assertEquals(List.of("log/4"), names("log/", "log/3"));
    assertEquals(Optional.of(TWO), overlay.get("log/3").join());
    assertEquals(Optional.of(Bytes.utf8("w")), overlay.getRange("log/3", 1, 1).join());
    assertEquals(Optional.of(Bytes.utf8("n")), overlay.getRange("log/4", 1, 1).join());
    assertEquals(Optional.empty(), overlay.get("log/2").join());
    assertEquals("log/3", overlay.first("log/").join().orElseThrow().name());
    assertEquals(Optional.empty(), overlay.first("run/").join());
    assertEquals(before, below.contents());
  }

  @Test
  void whatComesBelowIsSeenAbove() {
    overlay.put("b", TWO).join();
    below.put("a", ONE).join();
    assertEquals("a", overlay.first("").join().orElseThrow().name());
    assertEquals(List.of("a", "b"), names("", ""));
  }
}
