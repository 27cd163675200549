package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LetterCaseTest {
  private static final String[] LETTERS = {
    "a", "B", "ß", "İ", "ı", "Σ", "ς", "ﬃ", "ŉ", "ΐ", "𐐨", "𐐀", "😀", "é", "'", " ", "ǅ", "\uD800"
  };

  @Test
  void caseIsThatOfTheJdk() {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(5000); length > 0; length--) {
        text.append(LETTERS[random.nextInt(LETTERS.length)]);
      }
      assertEquals(text.toString().toUpperCase(Locale.ROOT), LetterCase.upper(text.toString()));
      assertEquals(text.toString().toLowerCase(Locale.ROOT), LetterCase.lower(text.toString()));
    }
  }

  @Test
  void lettersThatBecomeSeveralTakeTimeLinearInTheText() {
    assertEquals(1_000_000, LetterCase.upper("ß".repeat(500_000)).length());
    assertEquals(1_000_000, LetterCase.lower("İ".repeat(500_000)).length());
  }
}
