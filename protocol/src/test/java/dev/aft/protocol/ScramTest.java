package dev.aft.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScramTest {
  // The example of RFC 7677, section 3.
  private static final String RFC_CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String RFC_SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final OpaqueBytes RFC_SALT =
      new OpaqueBytes(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
  private static final String RFC_SERVER_FIRST =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String RFC_CLIENT_FINAL =
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
          + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String RFC_SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
  private static final ScramVerifier RFC = ScramVerifier.create("pencil", RFC_SALT, 4096);
  private static final OpaqueBytes BINDING = bytes("hash of a certificate");

  @Test
  void theServerGivesTheAnswersOfTheRfc() {
    ScramServer server = server(RFC, null);
    assertEquals(RFC_SERVER_FIRST, text(server.first(bytes("n,,n=user,r=" + RFC_CLIENT_NONCE))));
    assertEquals(RFC_SERVER_FINAL, text(server.last(bytes(RFC_CLIENT_FINAL)).orElseThrow()));
  }

  @Test
  void theClientGivesTheAnswersOfTheRfc() {
    ScramClient client =
        new ScramClient(
            "n=user,r=" + RFC_CLIENT_NONCE, RFC_CLIENT_NONCE, keys("pencil"), null, false);
    assertEquals("n,,n=user,r=" + RFC_CLIENT_NONCE, text(client.first()));
    assertEquals(RFC_CLIENT_FINAL, text(client.last(bytes(RFC_SERVER_FIRST))));
    client.verify(bytes(RFC_SERVER_FINAL));
  }

  @Test
  void aVerifierReadsAsPostgreSqlWritesIt() {
    ScramVerifier parsed = ScramVerifier.parse(RFC.format());
    assertEquals(RFC, parsed);
    assertTrue(RFC.format().startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"));
    assertEquals(2, RFC.format().chars().filter(c -> c == '$').count());
    assertFalse(RFC.toString().contains(Scram.base64(RFC.storedKey().array())));
  }

  @Test
  void anInvalidVerifierIsRefusedWithoutRepeatingIt() {
    String good = RFC.format();
    for (String bad :
        List.of(
            "SCRAM-SHA-256$",
            good + "x",
            good.replace("4096", "1"),
            good.replace("4096", "9999999"),
            good.replace("4096", "-4096"),
            good.replace("==$", "=$"),
            good.substring(0, good.length() - 4),
            good.replace("SHA-256", "SHA-512"))) {
      ProtocolException refused =
          assertThrows(ProtocolException.class, () -> ScramVerifier.parse(bad));
      assertEquals("22023", refused.sqlState());
      assertFalse(String.valueOf(refused.getMessage()).contains("W22Z"));
    }
  }

  @Test
  void ourSidesUnderstandEachOtherWithChannelBinding() {
    ScramServer server = server(RFC, BINDING, Scram.SHA_256_PLUS);
    ScramClient client = new ScramClient("abc", keys("pencil"), BINDING, false);
    assertEquals(Scram.SHA_256_PLUS, client.mechanism());
    client.verify(server.last(client.last(server.first(client.first()))).orElseThrow());
  }

  @Test
  void ourClientProvesThePasswordToTheFunctionsOfAnotherImplementation() throws Exception {
    ScramClient client = new ScramClient("abc", keys("pencil"), null, true);
    String serverFirst = "r=abcdef,s=" + Scram.base64(RFC_SALT.array()) + ",i=4096";
    String last = text(client.last(bytes(serverFirst)));
    int proof = last.lastIndexOf(",p=");
    String message = "n=,r=abc," + serverFirst + ',' + last.substring(0, proof);
    assertTrue(
        ScramFunctions.verifyClientProof(
            ScramMechanism.SCRAM_SHA_256,
            Base64.getDecoder().decode(last.substring(proof + 3)),
            RFC.storedKey().array(),
            message));
  }

  @Test
  void anotherClientLogsInWithAndWithoutChannelBinding() throws Exception {
    for (OpaqueBytes binding : new OpaqueBytes[] {null, BINDING}) {
      assertTrue(login(otherClient("pencil", binding), server(RFC, binding)));
      assertFalse(login(otherClient("wrong", binding), server(RFC, binding)));
    }
  }

  @Test
  void anotherClientFindsOurPasswordsEqualToItsOwn() throws Exception {
    for (String password :
        List.of("p\u00e4ssw\u00f6rt", "I\u00adX", "\u2168", "a\u00a0b", "\u0627\u0628", "x y ")) {
      ScramVerifier verifier = ScramVerifier.create(password, RFC_SALT, 4096);
      assertTrue(login(otherClient(password, null), server(verifier, null)), password);
    }
  }

  @Test
  void aPasswordThatSaslprepProhibitsIsUsedAsItIs() {
    for (String password : List.of("a\u0007b", "\u0627x", "\ue000", "\u00ad", "")) {
      assertEquals(password, PasswordPreparation.prepare(password));
    }
    assertEquals("IX", PasswordPreparation.prepare("I\u00adX"));
    assertEquals("IX", PasswordPreparation.prepare("\u2168"));
    assertEquals("a b", PasswordPreparation.prepare("a\u00a0b"));
  }

  @Test
  void aWrongPasswordAndAnUnknownUserFailAtTheEnd() {
    ScramClient wrong = new ScramClient("abc", keys("wrong"), null, false);
    ScramServer server = server(RFC, null);
    assertEquals(Optional.empty(), server.last(wrong.last(server.first(wrong.first()))));
    ScramClient right = new ScramClient("abc", keys("pencil"), null, false);
    ScramServer mock = new ScramServer(Scram.SHA_256, RFC, false, "def", null);
    assertEquals(Optional.empty(), mock.last(right.last(mock.first(right.first()))));
  }

  @Test
  void aDowngradeIsFoundOut() {
    ScramClient client = new ScramClient("abc", keys("pencil"), null, true);
    ScramServer offered = server(RFC, BINDING, Scram.SHA_256);
    refused("28000", () -> offered.first(client.first()));
    ScramServer notOffered = server(RFC, null);
    client.verify(notOffered.last(client.last(notOffered.first(client.first()))).orElseThrow());
  }

  @Test
  void anotherCertificateThanTheClientSawIsRefused() {
    ScramServer server = server(RFC, BINDING, Scram.SHA_256_PLUS);
    ScramClient client = new ScramClient("abc", keys("pencil"), bytes("of a thief"), false);
    OpaqueBytes last = client.last(server.first(client.first()));
    refused("28000", () -> server.last(last));
  }

  @Test
  void aMechanismThatWasNotOfferedIsRefused() {
    refused("08P01", () -> server(RFC, null, Scram.SHA_256_PLUS));
    refused("08P01", () -> server(RFC, BINDING, "SCRAM-SHA-1"));
  }

  @Test
  void aFirstMessageThatBreaksTheRulesIsRefused() {
    for (String first :
        List.of(
            "",
            "n",
            "n,",
            "n,,",
            "n,,n=x",
            "n,,n=x,",
            "n,,n=x,r=",
            "n,,n=x,r=a b",
            "n,,n=x,r=\u00e4",
            "n,,n=x,r=a\0",
            "n,,m=1,n=x,r=a",
            "n,,n=x,r=a,",
            "n,,n=x,r=a,1=2",
            "n,,n=x,r=a,m=2",
            "p=tls-server-end-point,,n=,r=a",
            "p=tls-unique,,n=,r=a",
            "q,,n=,r=a",
            "n,,n=,r=" + "a".repeat(Scram.MAX_MESSAGE_BYTES))) {
      refused("08P01", () -> server(RFC, null).first(bytes(first)));
    }
    refused("0A000", () -> server(RFC, null).first(bytes("n,a=other,n=,r=a")));
    refused("08P01", () -> server(RFC, BINDING, Scram.SHA_256_PLUS).first(bytes("n,,n=,r=a")));
    refused("22021", () -> server(RFC, null).first(new OpaqueBytes(new byte[] {-1, -2})));
  }

  @Test
  void aLastMessageThatBreaksTheRulesIsRefused() {
    String proof = ",p=" + Scram.base64(new byte[32]);
    for (String last :
        List.of(
            "",
            "c=biws",
            "c=biws,r=adef",
            "c=biws,r=adeg" + proof,
            "c=biws,r=ade" + proof,
            "c=bi ws,r=adef" + proof,
            "c=biws,r=adef" + proof + ",x=1",
            "c=biws,r=adef,m=1" + proof,
            "c=biws,r=adef,p=AAAA",
            "c=biws,r=adef,p=" + Scram.base64(new byte[32]).replace("=", ""))) {
      ScramServer server = new ScramServer(Scram.SHA_256, RFC, true, "def", null);
      server.first(bytes("n,,n=,r=a"));
      refused("08P01", () -> server.last(bytes(last)));
    }
    ScramServer server = new ScramServer(Scram.SHA_256, RFC, true, "def", null);
    server.first(bytes("n,,n=,r=a"));
    refused("28000", () -> server.last(bytes("c=eSws,r=adef" + proof)));
  }

  @Test
  void aServersFirstMessageThatBreaksTheRulesIsRefused() {
    String salt = ",s=" + Scram.base64(new byte[16]);
    for (String first :
        List.of(
            "",
            "r=abc" + salt + ",i=4096",
            "r=xabc" + salt + ",i=4096",
            "r=abcd,s=?,i=4096",
            "r=abcd,s=,i=4096",
            "r=abcd" + salt + ",i=0",
            "r=abcd" + salt + ",i=4096x",
            "r=abcd" + salt + ",i=99999999999",
            "m=x,r=abcd" + salt + ",i=4096",
            "r=abcd" + salt)) {
      ScramClient client = new ScramClient("abc", keys("pencil"), null, false);
      refused("08P01", () -> client.last(bytes(first)));
    }
    ScramClient client = new ScramClient("abc", keys("pencil"), null, false);
    refused("22023", () -> client.last(bytes("r=abcd" + salt + ",i=1")));
    refused("22023", () -> client.last(bytes("r=abcd" + salt + ",i=90000000")));
  }

  @Test
  void aServerThatDoesNotKnowThePasswordIsNotTrusted() {
    ScramClient client = new ScramClient("abc", keys("pencil"), null, false);
    refused("08P01", () -> client.verify(bytes("v=AAAA")));
    client.last(bytes("r=abcd,s=" + Scram.base64(new byte[16]) + ",i=4096"));
    refused("28000", () -> client.verify(bytes("v=" + Scram.base64(new byte[32]))));
    refused("28P01", () -> client.verify(bytes("e=invalid-proof")));
    refused("08P01", () -> client.verify(bytes("")));
  }

  @Test
  void theInitialResponseComesBackAsItWas() {
    SaslInitialResponse message = new SaslInitialResponse(Scram.SHA_256, bytes("n,,n=,r=a"));
    assertEquals(message, SaslInitialResponse.of(message.toMessage()));
    for (byte[] body :
        List.of(
            new byte[0],
            new byte[] {'x', 0, 0, 0, 0, 9},
            new byte[] {'x', 0, -1, -1, -1, -2},
            new byte[Scram.MAX_MESSAGE_BYTES + 1])) {
      refused(
          "08P01",
          () -> SaslInitialResponse.of(new FrontendMessage.Password(new OpaqueBytes(body))));
    }
    SaslInitialResponse none =
        SaslInitialResponse.of(
            new FrontendMessage.Password(new OpaqueBytes(new byte[] {'x', 0, -1, -1, -1, -1})));
    assertEquals(0, none.data().array().length);
  }

  private static boolean login(com.ongres.scram.client.ScramClient client, ScramServer server)
      throws Exception {
    client.serverFirstMessage(text(server.first(bytes(client.clientFirstMessage().toString()))));
    Optional<OpaqueBytes> last = server.last(bytes(client.clientFinalMessage().toString()));
    if (last.isPresent()) {
      client.serverFinalMessage(text(last.get()));
    }
    return last.isPresent();
  }

  private static com.ongres.scram.client.ScramClient otherClient(
      String password, @Nullable OpaqueBytes binding) {
    var builder =
        com.ongres.scram.client.ScramClient.builder()
            .advertisedMechanisms(ScramServer.mechanisms(binding != null))
            .username("*")
            .password(password.toCharArray())
            .stringPreparation(com.ongres.scram.common.StringPreparation.POSTGRESQL_PREPARATION);
    return binding == null
        ? builder.build()
        : builder.channelBinding("tls-server-end-point", binding.array()).build();
  }

  private static ScramServer server(ScramVerifier verifier, @Nullable OpaqueBytes binding) {
    return server(verifier, binding, binding == null ? Scram.SHA_256 : Scram.SHA_256_PLUS);
  }

  private static ScramServer server(
      ScramVerifier verifier, @Nullable OpaqueBytes binding, String mechanism) {
    return new ScramServer(mechanism, verifier, true, RFC_SERVER_NONCE, binding);
  }

  private static ScramClient.KeySource keys(String password) {
    return (salt, iterations) -> ScramKeys.of(password, salt, iterations);
  }

  private static void refused(String sqlState, Runnable action) {
    assertEquals(sqlState, assertThrows(ProtocolException.class, action::run).sqlState());
  }

  private static OpaqueBytes bytes(String text) {
    return new OpaqueBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(OpaqueBytes bytes) {
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }
}
