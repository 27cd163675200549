package dev.aft.protocol;

import java.util.Arrays;

/**
 * SASLInitialResponse, the client's answer to {@link BackendMessage.AuthenticationSasl}. On the
 * wire it has the type of {@link FrontendMessage.Password}, as has SASLResponse, whose body is its
 * data; so a decoder gives a Password, and who knows the state of the login reads this out of it.
 *
 * @param data empty when the client sends none
 */
public record SaslInitialResponse(String mechanism, OpaqueBytes data) {
  /**
   * @throws ProtocolException for a body that is not this message
   */
  public static SaslInitialResponse of(FrontendMessage.Password message) {
    byte[] body = message.body().array();
    if (body.length > Scram.MAX_MESSAGE_BYTES) {
      throw new ProtocolException("the message is too long for a login");
    }
    WireReader in = new WireReader(body, 0, body.length);
    String mechanism = in.readCString();
    int length = in.readInt();
    byte[] data = length == -1 ? new byte[0] : in.readBytes(length);
    in.expectEnd();
    return new SaslInitialResponse(mechanism, new OpaqueBytes(data));
  }

  public FrontendMessage.Password toMessage() {
    WireWriter out = new WireWriter();
    byte[] bytes = data.array();
    out.writeCString(mechanism).writeInt(bytes.length).writeBytes(bytes);
    return new FrontendMessage.Password(new OpaqueBytes(Arrays.copyOf(out.array(), out.size())));
  }
}
