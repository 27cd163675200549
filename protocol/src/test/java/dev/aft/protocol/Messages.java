package dev.aft.protocol;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** Arbitrary messages, one generator for each kind. */
final class Messages {
  private Messages() {}

  static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMaxLength(80)
        .map(
            text ->
                new String(
                    text.codePoints().filter(Messages::isCharacter).toArray(),
                    0,
                    (int) text.codePoints().filter(Messages::isCharacter).count()));
  }

  private static boolean isCharacter(int codePoint) {
    return codePoint != 0 && (codePoint < 0xd800 || codePoint > 0xdfff);
  }

  static Arbitrary<Values> values() {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMaxSize(40)
        .injectNull(0.2)
        .list()
        .ofMaxSize(12)
        .map(Messages::valuesOf);
  }

  static Values valuesOf(List<byte @Nullable []> list) {
    ValuesBuilder builder = new ValuesBuilder();
    for (byte[] value : list) {
      if (value == null) {
        builder.appendNull();
      } else {
        builder.appendBytes(value);
      }
    }
    return builder.build();
  }

  static Arbitrary<FrontendMessage> frontend() {
    Arbitrary<Integer> number = Arbitraries.integers();
    Arbitrary<List<Format>> formats = Arbitraries.of(Format.class).list().ofMaxSize(5);
    Arbitrary<FrontendMessage.Target> target = Arbitraries.of(FrontendMessage.Target.class);
    return Arbitraries.oneOf(
        text().map(FrontendMessage.Query::new),
        Combinators.combine(text(), text(), number.list().ofMaxSize(5))
            .as(FrontendMessage.Parse::new),
        Combinators.combine(text(), text(), formats, values(), formats)
            .as(FrontendMessage.Bind::new),
        Combinators.combine(target, text()).as(FrontendMessage.Describe::new),
        Combinators.combine(target, text()).as(FrontendMessage.Close::new),
        Combinators.combine(text(), Arbitraries.integers().greaterOrEqual(0))
            .as(FrontendMessage.Execute::new),
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(50)
            .map(body -> new FrontendMessage.Password(new OpaqueBytes(body))),
        Arbitraries.of(
            new FrontendMessage.Sync(),
            new FrontendMessage.Flush(),
            new FrontendMessage.Terminate(),
            new FrontendMessage.Copy(),
            new FrontendMessage.FunctionCall()));
  }

  static Arbitrary<FrontendMessage> startup() {
    Arbitrary<Integer> number = Arbitraries.integers();
    return Arbitraries.oneOf(
        Arbitraries.maps(text().filter(t -> !t.isEmpty()), text())
            .ofMaxSize(6)
            .map(parameters -> new FrontendMessage.Startup(3, 0, parameters)),
        Combinators.combine(number, number).as(FrontendMessage.CancelRequest::new),
        Arbitraries.of(
            new FrontendMessage.TlsRequest(), new FrontendMessage.GssEncryptionRequest()));
  }

  static Arbitrary<BackendMessage> backend() {
    Arbitrary<Integer> number = Arbitraries.integers();
    Arbitrary<BackendMessage> simple =
        Arbitraries.of(
            new BackendMessage.AuthenticationOk(),
            new BackendMessage.ParseComplete(),
            new BackendMessage.BindComplete(),
            new BackendMessage.CloseComplete(),
            new BackendMessage.NoData(),
            new BackendMessage.PortalSuspended(),
            new BackendMessage.EmptyQueryResponse(),
            new BackendMessage.AuthenticationSasl(List.of(Scram.SHA_256_PLUS, Scram.SHA_256)),
            new BackendMessage.AuthenticationSaslContinue(new OpaqueBytes(new byte[] {1})),
            new BackendMessage.AuthenticationSaslFinal(new OpaqueBytes(new byte[0])),
            new BackendMessage.AuthenticationRequest(5, new OpaqueBytes(new byte[] {1, 2, 3})));
    return Arbitraries.oneOf(
        simple,
        values().map(BackendMessage.DataRow::new),
        text().map(BackendMessage.CommandComplete::new),
        Arbitraries.of(BackendMessage.TransactionStatus.class)
            .map(BackendMessage.ReadyForQuery::new),
        Combinators.combine(text(), text()).as(BackendMessage.ParameterStatus::new),
        Combinators.combine(number, number).as(BackendMessage.BackendKeyData::new),
        number.list().ofMaxSize(6).map(BackendMessage.ParameterDescription::new),
        field().list().ofMaxSize(6).map(BackendMessage.RowDescription::new),
        Combinators.combine(number, text().list().ofMaxSize(4))
            .as(BackendMessage.NegotiateProtocolVersion::new),
        diagnostics().map(BackendMessage.ErrorResponse::new),
        diagnostics().map(BackendMessage.NoticeResponse::new));
  }

  private static Arbitrary<BackendMessage.Field> field() {
    Arbitrary<Integer> word = Arbitraries.shorts().map(Short::intValue);
    Arbitrary<Integer> number = Arbitraries.integers();
    return Combinators.combine(
            text(), number, word, number, word, number, Arbitraries.of(Format.class))
        .as(BackendMessage.Field::new);
  }

  private static Arbitrary<Diagnostics> diagnostics() {
    Arbitrary<String> maybe = text().injectNull(0.5);
    return Combinators.combine(
            text(),
            text(),
            text(),
            maybe,
            maybe,
            Arbitraries.integers().injectNull(0.5),
            maybe,
            maybe)
        .as(
            (severity, state, message, detail, hint, position, table, column) ->
                new Diagnostics(
                    severity,
                    state,
                    message,
                    detail,
                    hint,
                    position,
                    null,
                    table,
                    column,
                    null,
                    Stream.of(new Diagnostics.OtherField('R', message)).toList()));
  }
}
