package dev.aft.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class PlainWordsTest {
  @Test
  void aLineGivesItsWordAndNoWayToQuoteACompletion() {
    ParsedLine line = new PlainWords().parse("SELECT 'x' sho", 14, ParseContext.COMPLETE);

    assertEquals("sho", line.word());
    assertFalse(line instanceof CompletingParsedLine);
  }
}
