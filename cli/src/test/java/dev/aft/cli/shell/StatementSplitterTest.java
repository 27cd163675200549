package dev.aft.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {
  @Test
  void semicolonsOutsideTokensSeparateStatements() {
    var split = StatementSplitter.split("SELECT 1; SELECT ';' ;\nSELECT 3");

    assertEquals(List.of("SELECT 1", "SELECT ';'"), split.statements());
    assertEquals("\nSELECT 3", split.rest());
    assertFalse(split.insideToken());
  }

  @Test
  void semicolonsInCommentsAndQuotedNamesDoNotSeparate() {
    var split = StatementSplitter.split("SELECT 1 -- a;b\n, \"x;\"\"y\" /* ; /* ; */ ; */ FROM t;");

    assertEquals(1, split.statements().size());
    assertTrue(split.rest().isBlank());
  }

  @Test
  void anOpenStringIsPending() {
    var split = StatementSplitter.split("INSERT INTO t VALUES ('it''s;");

    assertEquals(List.of(), split.statements());
    assertTrue(split.insideToken());
  }

  @Test
  void anOpenBlockCommentIsPending() {
    assertTrue(StatementSplitter.split("SELECT /* ;").insideToken());
  }
}
