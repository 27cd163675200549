package dev.aft.protocol;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one SCRAM exchange: {@link #first}, {@link #last}, {@link #verify}, once
 * each and in this order. The login has succeeded when {@code verify} has returned <em>and</em> the
 * server has said so. Not thread-safe.
 */
public final class ScramClient {
  /** How to come from what the server says to keys; a place to remember them. */
  public interface KeySource {
    ScramKeys keys(OpaqueBytes salt, int iterations);
  }

  private final String bare;
  private final String nonce;
  private final KeySource source;
  private final String header;
  private final @Nullable OpaqueBytes channelBinding;
  private byte @Nullable [] serverSignature;

  /**
   * @param nonce from {@link Scram#nonce}, never used before
   * @param channelBinding the data to bind to, which makes the mechanism {@link
   *     Scram#SHA_256_PLUS}; null for none
   * @param missed with {@code channelBinding} null: whether we could have bound, but the server did
   *     not offer it. The server then finds out if somebody between has hidden its offer.
   */
  public ScramClient(
      String nonce, KeySource source, @Nullable OpaqueBytes channelBinding, boolean missed) {
    this("n=,r=" + nonce, nonce, source, channelBinding, missed);
  }

  ScramClient(
      String bare,
      String nonce,
      KeySource source,
      @Nullable OpaqueBytes channelBinding,
      boolean missed) {
    this.bare = bare;
    this.nonce = nonce;
    this.source = source;
    this.channelBinding = channelBinding;
    this.header =
        channelBinding != null ? "p=" + Scram.BINDING_TYPE + ",," : missed ? "y,," : "n,,";
  }

  public String mechanism() {
    return channelBinding != null ? Scram.SHA_256_PLUS : Scram.SHA_256;
  }

  /** The data of SASLInitialResponse. The user name stays empty: start-up has said it. */
  public OpaqueBytes first() {
    return new OpaqueBytes(Scram.ascii(header + bare));
  }

  /**
   * The answer to the server's first message.
   *
   * @throws ProtocolException when that breaks the rules, or asks for too little or too much work
   */
  public OpaqueBytes last(OpaqueBytes serverFirst) {
    ScramReader in = new ScramReader(serverFirst);
    if (in.peek() == 'm') {
      throw ScramReader.malformed("it asks for an extension that is not supported");
    }
    String all = in.nonce();
    if (!all.startsWith(nonce) || all.length() == nonce.length()) {
      throw ScramReader.malformed("its nonce does not go on from the client's");
    }
    in.expect(',');
    byte[] salt = in.base64Attribute('s');
    in.expect(',');
    int iterations = number(in.attribute('i'));
    in.skipExtensions();
    Scram.requireIterations(iterations);
    String withoutProof = "c=" + Scram.base64(binding()) + ",r=" + all;
    byte[] message = Scram.ascii(bare + ',' + in.text() + ',' + withoutProof);
    ScramKeys keys = source.keys(new OpaqueBytes(salt), iterations);
    serverSignature = Scram.hmac(keys.serverKey().array(), message);
    byte[] signature = Scram.hmac(keys.storedKey().array(), message);
    byte[] proof = Scram.xor(keys.clientKey().array(), signature);
    return new OpaqueBytes(Scram.ascii(withoutProof + ",p=" + Scram.base64(proof)));
  }

  private byte[] binding() {
    byte[] bytes = Scram.ascii(header);
    return channelBinding == null ? bytes : ChannelBinding.join(bytes, channelBinding.array());
  }

  private static int number(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw ScramReader.malformed("its iteration count is not a number");
    }
    return Integer.parseInt(text);
  }

  /**
   * Takes the server's last message.
   *
   * @throws ProtocolException 28000 when the server does not know the password either; 28P01 when
   *     it says that the login failed
   */
  public void verify(OpaqueBytes serverFinal) {
    byte[] expected = serverSignature;
    if (expected == null) {
      throw ScramReader.malformed("it comes too early");
    }
    ScramReader in = new ScramReader(serverFinal);
    if (in.peek() == 'e') {
      throw new ProtocolException(SqlState.INVALID_PASSWORD, "the server refused the login");
    }
    byte[] said = in.base64Attribute('v');
    in.skipExtensions();
    if (!MessageDigest.isEqual(said, expected)) {
      throw new ProtocolException(
          SqlState.INVALID_AUTHORIZATION,
          "the server could not prove that it knows the password: it may not be the one it says");
    }
  }
}
