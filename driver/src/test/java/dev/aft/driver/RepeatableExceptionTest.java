package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import org.junit.jupiter.api.Test;

class RepeatableExceptionTest {
  private int attempts;

  private int lost(int times) throws SQLException {
    attempts++;
    if (attempts <= times) {
      throw new RepeatableException(new IOException("reset"));
    }
    return attempts;
  }

  @Test
  void aLostAttemptIsMadeOnceMore() throws SQLException {
    assertEquals(2, RepeatableException.repeat(() -> lost(1)));
  }

  @Test
  void lostTwiceIsALostConnectionLikeAnyOther() {
    SQLException lost =
        assertThrows(SQLException.class, () -> RepeatableException.repeat(() -> lost(9)));
    assertEquals(SQLNonTransientConnectionException.class, lost.getClass());
    assertEquals("08006", lost.getSQLState());
    assertEquals(2, attempts);
  }
}
