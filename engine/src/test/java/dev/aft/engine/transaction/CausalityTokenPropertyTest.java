package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CausalityTokenPropertyTest {
  @Property
  void textGivesTheTokenBack(@ForAll @Size(max = 20) Map<Integer, Long> seen) {
    CausalityToken token = new CausalityToken(seen);
    assertEquals(token, CausalityToken.parse(token.toText()));
  }

  @Property
  void mergedTokenHasTheGreaterTimestampOfEachNode(
      @ForAll @Size(max = 5) Map<@IntRange(min = 0, max = 3) Integer, Long> left,
      @ForAll @Size(max = 5) Map<@IntRange(min = 0, max = 3) Integer, Long> right) {
    Map<Integer, Long> merged = new CausalityToken(left).merge(new CausalityToken(right)).seen();
    for (int node = 0; node <= 3; node++) {
      long most =
          Math.max(
              left.getOrDefault(node, Long.MIN_VALUE), right.getOrDefault(node, Long.MIN_VALUE));
      assertEquals(most, merged.getOrDefault(node, Long.MIN_VALUE));
    }
  }

  @Property
  void anyChangedCharacterIsNoticed(@ForAll @IntRange(max = 22) int place) {
    String text = new CausalityToken(Map.of(7, 1234567890123456789L)).toText();
    char other = text.charAt(place) == 'A' ? 'B' : 'A';
    refuses(text.substring(0, place) + other + text.substring(place + 1));
  }

  @Example
  void whatIsNoTokenIsRefused() {
    String text = CausalityToken.EMPTY.toText();
    refuses("");
    refuses("no token");
    refuses(text + text);
    refuses(text.substring(1));
    refuses("A".repeat(1_000_000));
  }

  private static void refuses(String text) {
    EngineException e = assertThrows(EngineException.class, () -> CausalityToken.parse(text));
    assertEquals(ErrorCode.INVALID_PARAMETER_VALUE, e.code());
  }
}
