package dev.aft.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class HandshakesTest {
  private final Handshakes<Integer> handshakes = new Handshakes<>(8);

  @Test
  void oldestMakesRoomWhenThereAreTooMany() {
    for (int i = 0; i < 8; i++) {
      assertNull(handshakes.add(i, "10.0.0." + i));
    }
    assertEquals(0, handshakes.add(8, "10.0.0.8"));
    assertEquals(1, handshakes.add(9, "10.0.0.9"));
    assertEquals(8, handshakes.count());
  }

  @Test
  void crowdFromOneAddressPushesOutItsOwnOnly() {
    assertNull(handshakes.add(-1, "far away"));
    assertNull(handshakes.add(-2, "elsewhere"));
    for (int i = 0; i < 6; i++) {
      assertNull(handshakes.add(i, "crowd"));
    }
    for (int i = 6; i < 1_000; i++) {
      assertEquals(i - 6, handshakes.add(i, "crowd"));
    }
    assertEquals(8, handshakes.count());
  }

  @Test
  void addressWithinItsSharePushesOutTheOldestOfAll() {
    for (int i = 0; i < 8; i++) {
      handshakes.add(i, "crowd");
    }
    assertEquals(0, handshakes.add(-1, "far away"));
    assertEquals(1, handshakes.add(-2, "far away"));
  }

  @Test
  void finishedHandshakeMakesRoomAndMayEndTwice() {
    for (int i = 0; i < 8; i++) {
      handshakes.add(i, "crowd");
    }
    handshakes.remove(3);
    handshakes.remove(3);
    assertNull(handshakes.add(8, "crowd"));
    assertEquals(8, handshakes.count());
    for (int i = 0; i <= 8; i++) {
      handshakes.remove(i);
    }
    assertEquals(0, handshakes.count());
  }
}
