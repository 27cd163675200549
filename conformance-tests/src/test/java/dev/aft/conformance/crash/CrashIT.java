package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in a commit storm, again and again on one folder. The number of rounds is {@code
 * -Daft.crash.rounds}, 4 by default.
 */
class CrashIT {
  private static final int ROUNDS = Integer.getInteger("aft.crash.rounds", 4);
  private static final int CLIENTS = 12;

  @Test
  void killedNodeLosesNothingAcknowledgedAndShowsNothingInPart(@TempDir Path folder)
      throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    Random random = new Random(7);
    CommitStorm storm = new CommitStorm(CLIENTS);
    for (int round = 0; round < ROUNDS; round++) {
      try (NodeProcess node = NodeProcess.start(storage)) {
        if (round == 0) {
          CommitStorm.createTables(node.url());
        } else {
          storm.check(node.url());
        }
        long millis = random.nextLong(300, 1_000);
        storm.runUntilDeath(
            node.url(),
            () -> {
              Thread.sleep(millis);
              node.kill();
            });
      }
    }
    try (NodeProcess node = NodeProcess.start(storage)) {
      storm.check(node.url());
      assertTrue(storm.acknowledgedInTotal() > ROUNDS * 10, "the storm hardly committed anything");
      assertEquals(0, node.terminate(), "the node should drain and end with 0:\n" + node.log());
    }
  }

  @Test
  void aSecondNodeOnTheSameFolderIsRefused(@TempDir Path folder) throws Exception {
    String storage = "rocksdb:" + folder.resolve("db");
    try (NodeProcess first = NodeProcess.start(storage)) {
      String message = "";
      try (NodeProcess second = NodeProcess.start(storage)) {
        message = "it started on port " + second.port();
      } catch (java.io.IOException e) {
        message = String.valueOf(e.getMessage());
      }
      assertTrue(message.contains("in use"), message);
      assertTrue(first.port() > 0);
    }
  }
}
