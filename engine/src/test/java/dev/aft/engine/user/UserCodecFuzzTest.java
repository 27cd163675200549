package dev.aft.engine.user;

import static dev.aft.engine.DecoderChecks.valueOrCorrupted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import dev.aft.engine.sql.Right;
import dev.aft.engine.sql.TableName;
import dev.aft.storage.contract.Damage;
import dev.aft.storage.contract.SeededRuns;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A damaged entry of a user is refused, or is a user: never an error that nobody expects. */
class UserCodecFuzzTest {
  private static final User USER =
      new User(
          "größe",
          -7,
          "SCRAM-SHA-256$4096:salt$stored:server",
          Right.WRITE,
          List.of(
              new TableRight(new TableName("aft", "public", "t"), 99, Right.READ),
              new TableRight(new TableName("aft", "s", "u"), -1, Right.ADMIN)),
          new UserLimits(3, 30_000, 1 << 20));

  @Test
  void wholeUsersAreRead() {
    assertEquals(USER, UserCodec.decode("größe", UserCodec.encode(USER)));
    User bare = new User("b", 1, null, null, List.of(), UserLimits.NONE);
    assertEquals(bare, UserCodec.decode("b", UserCodec.encode(bare)));
    assertEquals("größe", UserKeys.name(UserKeys.user("größe")));
  }

  @Test
  void damagedUsersAreRefusedOrUsers() {
    byte[] whole = UserCodec.encode(USER).toArray();
    SeededRuns.of(
        20_000,
        random -> {
          Bytes damaged = Bytes.wrap(Damage.of(whole, random));
          User user = valueOrCorrupted(() -> UserCodec.decode("u", damaged));
          if (user != null) {
            assertEquals(user, UserCodec.decode("u", UserCodec.encode(user)));
          }
        });
  }

  @Test
  void aNewerVersionIsRefusedAndSaysWhich() {
    byte[] newer = UserCodec.encode(USER).toArray();
    newer[0] = 2;
    EngineException error =
        assertThrows(EngineException.class, () -> UserCodec.decode("u", Bytes.wrap(newer)));
    assertTrue(String.valueOf(error.getMessage()).contains("version 2"), error.getMessage());
  }

  @Test
  void aUserPrintsWithoutItsVerifier() {
    assertFalse(USER.toString().contains("stored"), USER.toString());
  }
}
