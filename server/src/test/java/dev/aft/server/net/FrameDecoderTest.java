package dev.aft.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.SqlState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX_MESSAGE = 1_000;

  private final ReceiveMemory memory = new ReceiveMemory(500);
  private final AtomicBoolean tlsOffered = new AtomicBoolean();
  private final EmbeddedChannel channel = newChannel();

  private EmbeddedChannel newChannel() {
    return new EmbeddedChannel(
        new FrameDecoder(new LoopContext(Runnable::run), memory, MAX_MESSAGE, tlsOffered::get));
  }

  @AfterEach
  void everythingReservedIsGivenBackAtTheEnd() {
    channel.finishAndReleaseAll();
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void messagesOfOneReadComeOutOneByOne() {
    channel.writeInbound(startup().writeBytes(query("a")).writeBytes(query("b")));
    assertInstanceOf(FrontendMessage.Startup.class, channel.readInbound());
    assertEquals(new FrontendMessage.Query("a"), channel.readInbound());
    assertEquals(new FrontendMessage.Query("b"), channel.readInbound());
    assertNull(channel.readInbound());
  }

  @Test
  void messageArrivingByteByByteComesOutWhole() {
    channel.writeInbound(startup());
    channel.readInbound();
    ByteBuf bytes = query("slow");
    while (bytes.readableBytes() > 1) {
      channel.writeInbound(bytes.readBytes(1));
      assertNull(channel.readInbound());
    }
    assertTrue(memory.usedBytes() > 0);
    channel.writeInbound(bytes);
    assertEquals(new FrontendMessage.Query("slow"), channel.readInbound());
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void tlsRequestIsFollowedByAnotherStartup() {
    channel.writeInbound(Unpooled.buffer().writeInt(8).writeInt(80877103));
    assertInstanceOf(FrontendMessage.TlsRequest.class, channel.readInbound());
    channel.writeInbound(startup());
    assertInstanceOf(FrontendMessage.Startup.class, channel.readInbound());
  }

  @Test
  void bytesBehindARequestForTlsThatIsGrantedAreRefused() {
    tlsOffered.set(true);
    channel.writeInbound(Unpooled.buffer().writeInt(8).writeInt(80877103).writeBytes(startup()));
    assertInstanceOf(Violation.class, channel.readInbound());
    assertNull(channel.readInbound());
  }

  @Test
  void longMessageIsTakenOnlyFromAClientThatIsKnown() {
    for (boolean known : new boolean[] {false, true}) {
      FrameDecoder decoder =
          new FrameDecoder(
              new LoopContext(Runnable::run), new ReceiveMemory(1 << 20), 1 << 20, () -> false);
      EmbeddedChannel fresh = new EmbeddedChannel(decoder);
      fresh.writeInbound(startup());
      fresh.readInbound();
      if (known) {
        decoder.clientIsKnown();
      }
      fresh.writeInbound(query("x".repeat(70_000)));
      Object out = Objects.requireNonNull(fresh.readInbound());
      assertEquals(known, out instanceof FrontendMessage.Query, out.toString());
      fresh.finishAndReleaseAll();
    }
  }

  @Test
  void hostileLengthIsRefusedAsSoonAsItArrives() {
    for (int length : new int[] {-1, 0, 3, Integer.MIN_VALUE, MAX_MESSAGE + 5, Integer.MAX_VALUE}) {
      EmbeddedChannel fresh = newChannel();
      fresh.writeInbound(startup());
      fresh.readInbound();
      fresh.writeInbound(Unpooled.buffer().writeByte('Q').writeInt(length));
      Violation violation = assertInstanceOf(Violation.class, fresh.readInbound());
      assertEquals(SqlState.PROTOCOL_VIOLATION, violation.sqlState());
      fresh.finishAndReleaseAll();
    }
  }

  @Test
  void unknownTypeIsRefusedBeforeTheRestOfItsMessageArrives() {
    channel.writeInbound(startup());
    channel.readInbound();
    channel.writeInbound(Unpooled.buffer().writeByte('@'));
    assertInstanceOf(Violation.class, channel.readInbound());
  }

  @Test
  void startupLongerThanItsOwnLimitIsRefused() {
    channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));
    assertInstanceOf(Violation.class, channel.readInbound());
  }

  @Test
  void afterAViolationEverythingIsDropped() {
    channel.writeInbound(startup().writeByte('?').writeInt(4).writeBytes(query("a")));
    channel.writeInbound(query("b"));
    channel.readInbound();
    assertInstanceOf(Violation.class, channel.readInbound());
    assertNull(channel.readInbound());
  }

  @Test
  void partialMessagesBeyondTheSharedMemoryAreRefused() {
    channel.writeInbound(startup());
    channel.readInbound();
    channel.writeInbound(Unpooled.buffer().writeByte('Q').writeInt(900).writeZero(600));
    Violation violation = assertInstanceOf(Violation.class, channel.readInbound());
    assertEquals(SqlState.OUT_OF_MEMORY, violation.sqlState());
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void randomBytesGiveMessagesOrOneViolationAndNothingElse() {
    Random random = new Random(42);
    for (int round = 0; round < 5_000; round++) {
      EmbeddedChannel fresh = newChannel();
      fresh.writeInbound(random.nextBoolean() ? startup() : garbage(random));
      for (int i = 0; i < 4; i++) {
        fresh.writeInbound(garbage(random));
      }
      int violations = 0;
      for (Object out = fresh.readInbound(); out != null; out = fresh.readInbound()) {
        assertEquals(0, violations, "nothing follows a violation");
        violations += out instanceof Violation ? 1 : 0;
      }
      fresh.finishAndReleaseAll();
    }
  }

  /** Sometimes noise, sometimes a plausible header with noise behind it. */
  private static ByteBuf garbage(Random random) {
    byte[] noise = new byte[random.nextInt(60)];
    random.nextBytes(noise);
    ByteBuf bytes = Unpooled.buffer();
    if (random.nextBoolean()) {
      bytes.writeByte("QPBEDCSHXpdcfF".charAt(random.nextInt(14))).writeInt(4 + noise.length);
    }
    return bytes.writeBytes(noise);
  }

  private static ByteBuf startup() {
    byte[] parameters = "user\0x\0\0".getBytes(StandardCharsets.US_ASCII);
    return Unpooled.buffer()
        .writeInt(8 + parameters.length)
        .writeInt(3 << 16)
        .writeBytes(parameters);
  }

  private static ByteBuf query(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    return Unpooled.buffer().writeByte('Q').writeInt(5 + text.length).writeBytes(text).writeByte(0);
  }
}
