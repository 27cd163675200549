package dev.aft.driver;

import dev.aft.protocol.BackendMessage.DataRow;
import dev.aft.protocol.BackendMessage.Field;
import dev.aft.protocol.BackendMessage.RowDescription;
import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.Format;
import dev.aft.protocol.ValuesBuilder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;

/** A connection over a scripted transport. */
abstract class DriverTestBase {
  final ScriptedTransport transport = new ScriptedTransport();
  final ScriptedLinks links = new ScriptedLinks();
  final ManualTicker ticker = new ManualTicker();
  private final List<JdbcConnection> made = new ArrayList<>();

  /** One that stays inside a transaction would make checkpoints of other tests fail. */
  @AfterEach
  final void abortConnections() throws SQLException {
    for (JdbcConnection connection : made) {
      connection.abort(Runnable::run);
    }
  }

  JdbcConnection connect(String... properties) throws SQLException {
    Properties info = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      info.setProperty(properties[i], properties[i + 1]);
    }
    ConnectionSettings settings = ConnectionSettings.of(Map.of(), info);
    NextTransaction next = NextTransaction.of(settings);
    Origin origin = new Origin("jdbc:aft://localhost/aft", settings, "aft", links, ticker);
    JdbcConnection connection =
        new JdbcConnection(new Wire(link(transport), next), next, origin, null);
    made.add(connection);
    return connection;
  }

  static Link link(ScriptedTransport transport) {
    Map<String, String> parameters = new HashMap<>(Map.of("TimeZone", "UTC"));
    if (transport.storeId != null) {
      parameters.put("store_id", transport.storeId);
    }
    return new Link(transport, new Handshake(7, 8, parameters));
  }

  /** Lays out the rows of a query, each of one value per column. */
  final void answer(String sql, List<Integer> typeIds, List<List<Object>> rows) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < typeIds.size(); i++) {
      fields.add(new Field("c" + (i + 1), 0, 0, typeIds.get(i), -1, -1, Format.BINARY));
    }
    List<DataRow> dataRows = new ArrayList<>();
    ValuesBuilder builder = new ValuesBuilder();
    for (List<Object> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if ("null".equals(row.get(i))) {
          builder.appendNull();
        } else {
          BinaryValues.append(builder, typeIds.get(i), row.get(i));
        }
      }
      dataRows.add(new DataRow(builder.build()));
    }
    transport.answers.put(
        sql,
        new ScriptedTransport.Answer(
            new RowDescription(fields), dataRows, "SELECT " + rows.size()));
  }

  final void answerCount(String sql, String tag) {
    transport.answers.put(sql, new ScriptedTransport.Answer(null, List.of(), tag));
  }
}
