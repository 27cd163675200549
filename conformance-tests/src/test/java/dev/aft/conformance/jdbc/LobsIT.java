package dev.aft.conformance.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LobsIT extends JdbcTestBase {
  @Test
  void aBlobIsChangedInPlaceAndReadInParts() throws Exception {
    Blob blob = connection.createBlob();
    assertEquals(3, blob.setBytes(1, new byte[] {1, 2, 3}));
    assertEquals(2, blob.setBytes(3, new byte[] {9, 4, 5, 9}, 1, 2));
    assertArrayEquals(new byte[] {1, 2, 4, 5}, blob.getBytes(1, 100));
    assertArrayEquals(new byte[] {2, 4}, blob.getBytes(2, 2));
    assertEquals(3, blob.position(new byte[] {4, 5}, 1));
    assertEquals(-1, blob.position(new byte[] {4, 5}, 4));
    try (OutputStream out = blob.setBinaryStream(5)) {
      out.write(6);
      out.flush();
      out.write(7);
    }
    assertEquals(6, blob.length());
    try (InputStream in = blob.getBinaryStream(5, 2)) {
      assertArrayEquals(new byte[] {6, 7}, in.readAllBytes());
    }
    Blob part = connection.createBlob();
    part.setBytes(1, new byte[] {5, 6});
    assertEquals(4, blob.position(part, 1));
    blob.truncate(2);
    assertArrayEquals(new byte[] {1, 2}, blob.getBinaryStream().readAllBytes());
    assertState("22023", () -> blob.truncate(3));
    assertState("22023", () -> blob.getBytes(0, 1));
    assertState("22023", () -> blob.setBytes(4, new byte[1]));
    assertState("22023", () -> blob.setBytes(1, new byte[1], 1, 1));
    blob.free();
    blob.free();
    assertState("HY010", blob::length);
  }

  @Test
  void aClobIsChangedInPlaceAndReadInParts() throws Exception {
    NClob clob = connection.createNClob();
    assertEquals(5, clob.setString(1, "hello"));
    assertEquals(2, clob.setString(5, "xo!x", 1, 2));
    assertEquals("hello!", clob.getSubString(1, 100).replace("hello", "hello"));
    assertEquals("ell", clob.getSubString(2, 3));
    assertEquals(3, clob.position("l", 1));
    assertEquals(-1, clob.position("z", 1));
    try (Writer out = clob.setCharacterStream(7)) {
      out.write(" wörld");
    }
    try (OutputStream out = clob.setAsciiStream(13)) {
      out.write('.');
    }
    assertEquals("hello! wörld.", clob.getSubString(1, (int) clob.length()));
    Clob part = connection.createClob();
    part.setString(1, "wör");
    assertEquals(8, clob.position(part, 1));
    clob.truncate(6);
    assertEquals(
        "hello!", new String(clob.getAsciiStream().readAllBytes(), StandardCharsets.US_ASCII));
    char[] two = new char[9];
    assertEquals(2, clob.getCharacterStream(5, 2).read(two));
    clob.free();
    assertState("HY010", clob::getCharacterStream);
  }

  @Test
  void lobsGoIntoColumnsAndComeBackAndOutliveTheConnection() throws SQLException {
    execute("CREATE TABLE l (k INTEGER PRIMARY KEY, b VARBINARY, c TEXT)");
    Blob blob = connection.createBlob();
    blob.setBytes(1, new byte[] {1, 2});
    Clob clob = connection.createClob();
    clob.setString(1, "tëxt");
    try (PreparedStatement put = connection.prepareStatement("INSERT INTO l VALUES (?, ?, ?)")) {
      put.setInt(1, 1);
      put.setBlob(2, blob);
      put.setClob(3, clob);
      put.executeUpdate();
      put.setInt(1, 2);
      put.setObject(2, blob);
      put.setObject(3, clob);
      put.executeUpdate();
    }
    try (PreparedStatement get = connection.prepareStatement("SELECT b, c FROM l ORDER BY k");
        ResultSet rows = get.executeQuery()) {
      Blob back = connection.createBlob();
      for (int i = 0; i < 2; i++) {
        assertTrue(rows.next());
        back = rows.getBlob("b");
        assertEquals("tëxt", rows.getNClob(2).getSubString(1, 4));
        assertEquals("tëxt", rows.getObject("c", Clob.class).getSubString(1, 4));
        assertArrayEquals(new byte[] {1, 2}, rows.getObject(1, Blob.class).getBytes(1, 2));
        back.setBytes(1, new byte[] {7});
        assertArrayEquals(new byte[] {1, 2}, rows.getBytes("b"), "the row stays as it is");
      }
      connection.close();
      assertArrayEquals(new byte[] {7, 2}, back.getBytes(1, 2));
    }
  }
}
