package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.shared.SharedStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    stormAndKill("rocksdb:" + folder.resolve("db"), ROUNDS);
  }

  @ParameterizedTest
  @EnumSource
  void killedNodeOnASharedStoreLosesNothing(SharedStore store) throws Exception {
    stormAndKill(store.newAddress(), (ROUNDS + 1) / 2);
  }

  private static void stormAndKill(String storage, int rounds) throws Exception {
    Random random = new Random(7);
    CommitStorm storm = new CommitStorm(CLIENTS);
    for (int round = 0; round < rounds; round++) {
      try (NodeProcess node = NodeProcess.start(storage)) {
        if (round == 0) {
          CommitStorm.createTables(node.url());
        } else {
          storm.check(node.url());
        }
        long millis = random.nextLong(300, 1_000);
        int wanted = storm.acknowledgedInTotal() + 2 * CLIENTS;
        storm.runUntilDeath(
            node.url(),
            () -> {
              storm.awaitAcknowledged(wanted);
              Thread.sleep(millis);
              node.kill();
            });
      }
    }
    try (NodeProcess node = NodeProcess.start(storage)) {
      storm.check(node.url());
      assertTrue(storm.acknowledgedInTotal() > rounds * 10, "the storm hardly committed anything");
      assertEquals(0, node.terminate(), "the node should drain and end with 0:\n" + node.log());
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodeWhoseStoreAnotherTakesEndsAndLosesNothing(SharedStore store) throws Exception {
    String storage = store.newAddress();
    CommitStorm storm = new CommitStorm(CLIENTS);
    try (NodeProcess first = NodeProcess.start(storage)) {
      CommitStorm.createTables(first.url());
      storm.runUntilDeath(
          first.url(),
          () -> {
            storm.awaitAcknowledged(2 * CLIENTS);
            try (NodeProcess second = NodeProcess.start(storage)) {
              assertEquals(OptionalInt.of(1), first.awaitEnd(Duration.ofSeconds(30)), first.log());
              CommitStorm.requireTables(second.url());
            }
          });
      String log = first.log();
      assertEquals(1, log.lines().filter(l -> l.contains("taken over by another")).count(), log);
    }
    try (NodeProcess third = NodeProcess.start(storage)) {
      storm.check(third.url());
      assertTrue(storm.acknowledgedInTotal() > 10, "the storm hardly committed anything");
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
