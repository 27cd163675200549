package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class DecoderFuzzTest {
  private static final byte[] FRONTEND_TYPES =
      "QPBDECHSXpdcfF?".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BACKEND_TYPES =
      "DCZTt123nsIENSKRv?".getBytes(StandardCharsets.US_ASCII);

  @Property(tries = 2000)
  void randomBytesOnlyEverGiveProtocolException(@ForAll @Size(max = 60) byte[] body) {
    for (byte type : FRONTEND_TYPES) {
      attempt(() -> FrontendDecoder.decode(type, body, 0, body.length));
    }
    for (byte type : BACKEND_TYPES) {
      attempt(() -> BackendDecoder.decode(type, body, 0, body.length));
    }
    attempt(() -> FrontendDecoder.decodeStartup(body, 0, body.length));
    attempt(() -> Values.ofEncoded(body));
  }

  @Property(tries = 2000)
  void randomBytesOfAValueOnlyEverGiveInvalidValueException(@ForAll @Size(max = 20) byte[] body) {
    for (int typeId : ValuePropertyTest.TYPE_IDS) {
      try {
        Object value = BinaryValues.decode(typeId, body, 0, body.length);
        assertFalse(TextValues.format(typeId, value, ZoneOffset.UTC).contains("\0"));
      } catch (InvalidValueException e) {
        assertFalse(e.sqlState().isEmpty());
      }
    }
  }

  private static void attempt(Runnable decode) {
    try {
      decode.run();
    } catch (ProtocolException e) {
      assertFalse(e.sqlState().isEmpty());
    }
  }
}
