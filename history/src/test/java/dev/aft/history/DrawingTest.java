package dev.aft.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingTest {
  private static final Violation VIOLATION =
      HistoryChecker.of(Level.READ_ATOMIC)
          .check(
              Histories.of(
                  "w(7,70,0,0)",
                  "w(1,5,0,0)",
                  "w(2,6,0,0)",
                  "w(1,8,0,1)",
                  "w(2,9,0,1)",
                  "r(1,8,1,2)",
                  "r(7,70,1,2)",
                  "r(2,6,1,2)",
                  "r(3,0,4,5)"))
          .smallest()
          .orElseThrow();

  @Test
  void aCaseIsExplainedByTheTransactionsAndOperationsThatMatter() {
    assertEquals(
        """
        fractured read: T2 reads key 1 = 8 from T1 and key 2 = 6 from T0, although T1 also wrote \
        key 2 = 9; and T0 is older: its session did T1 afterwards.

        +----------------------------+
        | T1  (session 0, committed) |
        |   w(1,8)                   |
        |   w(2,9)                   |
        +----------------------------+
            |
            +--> T2   (T2 reads key 1 = 8)
        +----------------------------+
        | T2  (session 1, committed) |
        |   r(1,8)                   |
        |   r(2,6)                   |
        +----------------------------+
        +----------------------------+
        | T0  (session 0, committed) |
        |   w(2,6)                   |
        +----------------------------+
            |
            +--> T2   (T2 reads key 2 = 6)
            |
            +--> T1   (earlier in the session)
        """,
        VIOLATION.explain());
  }

  @Test
  void drawingsAreSavedByTheirEnding(@TempDir Path folder) throws Exception {
    Drawing.save(VIOLATION, folder.resolve("case.dot"));
    Drawing.save(VIOLATION, folder.resolve("case.svg"));

    String dot = Files.readString(folder.resolve("case.dot"));
    assertTrue(dot.contains("\"T1\" -> \"T2\" [label=\"T2 reads key 1 = 8\"]"), dot);
    byte[] svg = Files.readString(folder.resolve("case.svg")).getBytes(StandardCharsets.UTF_8);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg));
    assertEquals(3, document.getElementsByTagName("rect").getLength() - 1);
    assertFalse(Drawing.knows(folder.resolve("case.png")));
    assertThrows(
        IllegalArgumentException.class, () -> Drawing.save(VIOLATION, folder.resolve("case.png")));
  }
}
