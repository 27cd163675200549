package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CodecPropertyTest {
  @Provide
  Arbitrary<FrontendMessage> frontend() {
    return Messages.frontend();
  }

  @Provide
  Arbitrary<FrontendMessage> startup() {
    return Messages.startup();
  }

  @Provide
  Arbitrary<BackendMessage> backend() {
    return Messages.backend();
  }

  @Property(tries = 500)
  void everyFrontendMessageComesBackAsItWas(@ForAll("frontend") FrontendMessage message) {
    WireWriter out = new WireWriter();
    FrontendEncoder.encode(message, out);
    assertEquals(message, decode(out));
  }

  @Property(tries = 200)
  void everyStartupMessageComesBackAsItWas(@ForAll("startup") FrontendMessage message) {
    WireWriter out = new WireWriter();
    FrontendEncoder.encode(message, out);
    int length = Framing.bodyLength(lengthWord(out.array(), 0), Framing.MAX_STARTUP_BYTES);
    assertEquals(out.size(), length + 4);
    assertEquals(message, FrontendDecoder.decodeStartup(out.array(), 4, length));
  }

  @Property(tries = 500)
  void everyBackendMessageComesBackAsItWas(@ForAll("backend") BackendMessage message) {
    WireWriter out = new WireWriter();
    BackendEncoder.encode(message, out);
    int length = Framing.bodyLength(lengthWord(out.array(), 1), Integer.MAX_VALUE);
    assertEquals(out.size(), length + Framing.HEADER_BYTES);
    assertEquals(message, BackendDecoder.decode(out.array()[0], out.array(), 5, length));
  }

  @Property(tries = 300)
  void aMessageCutShortOrWithBytesLeftOverIsRefused(@ForAll("frontend") FrontendMessage message) {
    WireWriter out = new WireWriter();
    FrontendEncoder.encode(message, out);
    byte[] body = Arrays.copyOfRange(out.array(), 5, out.size());
    byte type = out.array()[0];
    boolean anyBytes =
        message instanceof FrontendMessage.Password
            || message instanceof FrontendMessage.Copy
            || message instanceof FrontendMessage.FunctionCall;
    if (!anyBytes) {
      byte[] longer = Arrays.copyOf(body, body.length + 1);
      assertThrows(
          ProtocolException.class, () -> FrontendDecoder.decode(type, longer, 0, longer.length));
      if (body.length > 0) {
        assertThrows(
            ProtocolException.class, () -> FrontendDecoder.decode(type, body, 0, body.length - 1));
      }
    }
  }

  private static FrontendMessage decode(WireWriter out) {
    int length = Framing.bodyLength(lengthWord(out.array(), 1), Integer.MAX_VALUE);
    assertEquals(out.size(), length + Framing.HEADER_BYTES);
    return FrontendDecoder.decode(out.array()[0], out.array(), 5, length);
  }

  private static int lengthWord(byte[] array, int at) {
    return WireReader.intAt(array, at);
  }
}
