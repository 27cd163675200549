package dev.aft.session;

import dev.aft.engine.sql.ResultColumn;
import dev.aft.protocol.BackendMessage;
import dev.aft.protocol.Format;
import dev.aft.protocol.ValuesBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement of one session. */
final class ServerStatement {
  private final RunnableStatement statement;
  private final DeclaredTypes declared;
  private final ErrorReports.Source source;
  private List<Format> describedFormats = List.of();
  private boolean describedOrigin;
  private @Nullable BackendMessage description;
  private List<Format> encodedFormats = List.of();
  private @Nullable RowEncoder encoder;

  ServerStatement(RunnableStatement statement, DeclaredTypes declared, ErrorReports.Source source) {
    this.statement = statement;
    this.declared = declared;
    this.source = source;
  }

  RunnableStatement statement() {
    return statement;
  }

  DeclaredTypes declared() {
    return declared;
  }

  ErrorReports.Source source() {
    return source;
  }

  List<ResultColumn> columns() {
    return statement.columns();
  }

  /** RowDescription or NoData. The last answer is kept: clients ask the same again and again. */
  BackendMessage description(List<Format> formats, boolean withOrigin) {
    BackendMessage known = description;
    if (known == null
        || describedOrigin != withOrigin
        || !describedFormats.equals(formats)
        || !statement.hasFixedColumns()) {
      known = WireTypes.describe(statement.columns(), formats, withOrigin);
      description = known;
      describedOrigin = withOrigin;
      describedFormats = formats;
    }
    return known;
  }

  /** What encodes the rows. The last one is kept, as clients ask for the same formats again. */
  RowEncoder encoder(ValuesBuilder builder, List<Format> formats) {
    RowEncoder known = encoder;
    if (known == null || !encodedFormats.equals(formats) || !statement.hasFixedColumns()) {
      known = new RowEncoder(builder, statement.columns(), formats);
      encoder = known;
      encodedFormats = formats;
    }
    return known;
  }
}
