package dev.aft.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ConnectionPropertyTest {
  private static ConnectionSettings settings(String... pairs) throws SQLException {
    Properties info = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      info.setProperty(pairs[i], pairs[i + 1]);
    }
    return ConnectionSettings.of(Map.of("user", "fromUrl"), info);
  }

  @Test
  void urlWinsOverProperties() throws SQLException {
    assertEquals("fromUrl", settings("user", "fromInfo").text(ConnectionProperty.USER));
  }

  @Test
  void everyDefaultIsValid() throws SQLException {
    for (ConnectionProperty property : ConnectionProperty.values()) {
      assertEquals(property.defaultValue(), property.validated(property.defaultValue()));
    }
  }

  @Test
  void invalidValueIs22023AndNamesWhatIsAllowed() {
    SQLException e = assertThrows(SQLException.class, () -> settings("socketTimeout", "soon"));
    assertEquals("22023", e.getSQLState());
    assertTrue(String.valueOf(e.getMessage()).contains("whole number"));
  }

  @Test
  void nearestPropertyIsFoundThroughATypo() throws SQLException {
    assertEquals(ConnectionProperty.APPLICATION_NAME, ConnectionProperty.nearest("aplicationname"));
    assertEquals(ConnectionProperty.SOCKET_TIMEOUT, ConnectionProperty.nearest("socketTimout"));
    assertEquals(Map.of("usr", "x"), settings("usr", "x").unknown());
  }

  @Test
  void propertyInfoTellsAllOfThem() throws SQLException {
    DriverPropertyInfo[] infos =
        new AftDriver().getPropertyInfo("jdbc:aft://h/?readOnly=true", new Properties());
    assertEquals(ConnectionProperty.values().length, infos.length);
    for (DriverPropertyInfo info : infos) {
      if (info.name.equals("readOnly")) {
        assertEquals("true", info.value);
        assertEquals(2, info.choices.length);
      }
    }
  }

  @Test
  void documentationHasEveryProperty() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "jdbc.md"));
    for (ConnectionProperty property : ConnectionProperty.values()) {
      String shown = property.defaultValue().isEmpty() ? "" : "`" + property.defaultValue() + "`";
      String row = "| `" + property.key() + "` | " + shown + " | " + property.description() + " |";
      assertTrue(guide.contains(row), () -> "docs/jdbc.md lacks this row:\n" + row);
    }
  }
}
