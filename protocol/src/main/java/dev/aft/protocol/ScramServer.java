package dev.aft.protocol;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM exchange: {@link #first} once, then {@link #last} once. Not
 * thread-safe.
 *
 * <p>Any {@link ProtocolException} ends the exchange; its SQLState is the one to answer with: 08P01
 * for a message that breaks the rules, 28000 for channel binding that does not fit, 0A000 for an
 * authorization identity.
 */
public final class ScramServer {
  private final ScramVerifier verifier;
  private final boolean userExists;
  private final String nonce;
  private final @Nullable OpaqueBytes channelBinding;
  private final boolean plus;

  /** Non-null between the two steps. */
  private @Nullable Begun begun;

  private record Begun(String header, String nonce, String clientFirstBare, String serverFirst) {}

  /**
   * @param mechanism what the client chose, one of {@link #mechanisms}
   * @param userExists false: {@code verifier} is made up, and the exchange fails at its end
   *     whatever the client knows
   * @param nonce from {@link Scram#nonce}, never used before
   * @param channelBinding the tls-server-end-point data of this connection, see {@link
   *     ChannelBinding}; null without TLS or when the certificate has none
   * @throws ProtocolException 08P01 for a mechanism that was not offered
   */
  public ScramServer(
      String mechanism,
      ScramVerifier verifier,
      boolean userExists,
      String nonce,
      @Nullable OpaqueBytes channelBinding) {
    if (!mechanisms(channelBinding != null).contains(mechanism)) {
      throw new ProtocolException("the client chose an authentication mechanism not offered to it");
    }
    this.verifier = verifier;
    this.userExists = userExists;
    this.nonce = nonce;
    this.channelBinding = channelBinding;
    this.plus = mechanism.equals(Scram.SHA_256_PLUS);
  }

  /** What to offer, the best first. */
  public static List<String> mechanisms(boolean withChannelBinding) {
    return withChannelBinding ? List.of(Scram.SHA_256_PLUS, Scram.SHA_256) : List.of(Scram.SHA_256);
  }

  /** Takes the client's first message and gives the server's. The user name in it is ignored. */
  public OpaqueBytes first(OpaqueBytes clientFirst) {
    if (begun != null) {
      throw new IllegalStateException("the exchange has begun");
    }
    ScramReader in = new ScramReader(clientFirst);
    readBindingFlag(in);
    in.expect(',');
    if (in.peek() == 'a') {
      throw new ProtocolException(
          SqlState.FEATURE_NOT_SUPPORTED, "a SCRAM authorization identity is not supported");
    }
    in.expect(',');
    int bare = in.position();
    if (in.peek() == 'm') {
      throw ScramReader.malformed("it asks for an extension that is not supported");
    }
    in.attribute('n');
    in.expect(',');
    String all = in.nonce() + nonce;
    in.skipExtensions();
    String answer =
        "r=" + all + ",s=" + Scram.base64(verifier.salt().array()) + ",i=" + verifier.iterations();
    begun = new Begun(in.text().substring(0, bare), all, in.text().substring(bare), answer);
    return new OpaqueBytes(Scram.ascii(answer));
  }

  private void readBindingFlag(ScramReader in) {
    char flag = in.peek();
    switch (flag) {
      case 'n' -> in.expect('n');
      case 'y' -> {
        in.expect('y');
        if (channelBinding != null) {
          // Somebody between us has taken the better mechanism out of what we offered.
          throw new ProtocolException(
              SqlState.INVALID_AUTHORIZATION,
              "the client supports channel binding but believes that the server does not");
        }
      }
      case 'p' -> {
        if (!in.attribute('p').equals(Scram.BINDING_TYPE)) {
          throw new ProtocolException("the channel binding type is not " + Scram.BINDING_TYPE);
        }
      }
      default -> throw ScramReader.malformed("it has no channel binding flag");
    }
    if ((flag == 'p') != plus) {
      throw new ProtocolException(
          plus
              ? "the client chose a mechanism with channel binding but does not use it"
              : "the client chose a mechanism without channel binding but uses it");
    }
  }

  /**
   * Takes the client's last message and gives the server's, which goes into SASLFinal; empty when
   * the client does not know the password, or there is no such user.
   */
  public Optional<OpaqueBytes> last(OpaqueBytes clientFinal) {
    Begun first = begun;
    if (first == null) {
      throw new IllegalStateException("the exchange has not begun, or is over");
    }
    begun = null;
    ScramReader in = new ScramReader(clientFinal);
    requireBinding(in.base64Attribute('c'), first.header());
    in.expect(',');
    if (!MessageDigest.isEqual(Scram.ascii(in.nonce()), Scram.ascii(first.nonce()))) {
      throw ScramReader.malformed("its nonce is not the one of this exchange");
    }
    int withoutProof = skipToProof(in);
    byte[] proof = in.base64Attribute('p');
    if (!in.atEnd()) {
      throw ScramReader.malformed("it goes on after the proof");
    }
    byte[] message =
        Scram.ascii(
            first.clientFirstBare()
                + ','
                + first.serverFirst()
                + ','
                + in.text().substring(0, withoutProof));
    return proves(proof, message)
        ? Optional.of(
            new OpaqueBytes(
                Scram.ascii(
                    "v=" + Scram.base64(Scram.hmac(verifier.serverKey().array(), message)))))
        : Optional.empty();
  }

  private void requireBinding(byte[] said, String header) {
    byte[] expected = Scram.ascii(header);
    if (plus && channelBinding != null) {
      expected = ChannelBinding.join(expected, channelBinding.array());
    }
    if (!MessageDigest.isEqual(said, expected)) {
      throw new ProtocolException(
          SqlState.INVALID_AUTHORIZATION, "the channel binding of the login does not fit");
    }
  }

  /** Passes over extensions; returns where the message without its proof ends. */
  private static int skipToProof(ScramReader in) {
    while (true) {
      int end = in.position();
      in.expect(',');
      if (in.peek() == 'p') {
        return end;
      }
      in.anyAttribute();
    }
  }

  private boolean proves(byte[] proof, byte[] message) {
    byte[] stored = verifier.storedKey().array();
    if (proof.length != stored.length) {
      throw ScramReader.malformed("its proof has an impossible length");
    }
    byte[] clientKey = Scram.xor(proof, Scram.hmac(stored, message));
    boolean right = MessageDigest.isEqual(Scram.hash(clientKey), stored);
    return right && userExists;
  }
}
