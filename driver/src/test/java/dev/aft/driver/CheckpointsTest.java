package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.OpaqueBytes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.crac.CheckpointException;
import org.crac.Core;
import org.junit.jupiter.api.Test;

/** With the library org.crac, over a platform that the test brings along. */
class CheckpointsTest extends DriverTestBase {
  private final ScriptedTransport second = new ScriptedTransport();

  private static void delete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM t");
    }
  }

  @Test
  void anIdleConnectionClosesItsSocketAndOpensAnotherAfterTheRestore() throws Exception {
    try (Connection connection = connect()) {
      connection.setSchema("other");
      links.then(second);
      Core.checkpointRestore();
      assertTrue(transport.closed);
      assertFalse(connection.isClosed());
      assertEquals(List.of(), links.limits);
      delete(connection);
      assertEquals(List.of("SET SCHEMA \"other\"", "DELETE FROM t"), second.texts());
    }
  }

  @Test
  void passwordsAndTheKeysOfThemAreForgottenBeforeACheckpoint() throws Exception {
    try (Connection connection = connect()) {
      assertFalse(connection.isClosed());
      links.then(second);
      KnownKeys.of("secret", new OpaqueBytes(new byte[16]), 4096);
      Core.checkpointRestore();
      assertEquals(0, KnownKeys.count());
    }
  }

  @Test
  void aConnectionInsideATransactionMakesTheCheckpointFail() throws Exception {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      delete(connection);
      CheckpointException failure =
          assertThrows(CheckpointException.class, Core::checkpointRestore);
      String all = Arrays.toString(failure.getSuppressed());
      assertTrue(all.contains("inside a transaction"), all);
      assertFalse(transport.closed);
      connection.rollback();
    }
  }

  @Test
  void aConnectionThatIsNotToBeRenewedIsClosedForGood() throws Exception {
    Connection connection = connect("reconnect", "false");
    Core.checkpointRestore();
    assertTrue(connection.isClosed());
  }

  @Test
  void theNetworkTimeoutCanBeSetAfterARestore() throws Exception {
    try (Connection connection = connect()) {
      links.then(second);
      Core.checkpointRestore();
      connection.setNetworkTimeout(null, 77);
      assertEquals(77, second.timeoutMillis);
    }
  }
}
