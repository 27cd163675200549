package dev.aft.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks the simple query protocol. {@link #send} and {@link #receive} are apart,
 * so that a test can go away in between. A lost connection is an IOException. Not thread-safe.
 */
public final class WireConnection implements AutoCloseable {
  private static final int PROTOCOL = 196_608;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;

  private WireConnection(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Connects to a node of this machine, up to its first ReadyForQuery. */
  public static WireConnection connect(int port) throws IOException, SqlError {
    WireConnection connection = new WireConnection(port);
    try {
      connection.sendStartup();
      connection.receive();
      return connection;
    } catch (IOException | SqlError e) {
      connection.close();
      throw e;
    }
  }

  private void sendStartup() throws IOException {
    byte[] parameters = "user\0aft\0database\0aft\0\0".getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(8 + parameters.length);
    message.putInt(8 + parameters.length).putInt(PROTOCOL).put(parameters);
    out.write(message.array());
  }

  /** One statement or several; the rows of all of them. */
  public List<List<@Nullable String>> query(String sql) throws IOException, SqlError {
    send(sql);
    return receive();
  }

  /** The only column of the only row. */
  public String value(String sql) throws IOException, SqlError {
    List<List<@Nullable String>> rows = query(sql);
    String value = rows.size() == 1 ? rows.get(0).get(0) : null;
    if (value == null) {
      throw new IOException("one value expected of " + sql + ", got " + rows);
    }
    return value;
  }

  /** Hands a query to the network and waits for nothing. */
  public void send(String sql) throws IOException {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(message);
    fields.writeByte('Q');
    fields.writeInt(4 + text.length + 1);
    fields.write(text);
    fields.writeByte(0);
    out.write(message.toByteArray());
  }

  /** Everything up to the next ReadyForQuery. */
  public List<List<@Nullable String>> receive() throws IOException, SqlError {
    List<List<@Nullable String>> rows = new ArrayList<>();
    SqlError error = null;
    while (true) {
      int type = in.read();
      if (type < 0) {
        if (error != null) {
          throw error;
        }
        throw new EOFException("the node closed the connection");
      }
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      switch (type) {
        case 'D' -> rows.add(row(ByteBuffer.wrap(body)));
        case 'E' -> error = error(body);
        case 'Z' -> {
          if (error != null) {
            throw error;
          }
          return rows;
        }
        default -> {
          // Nothing that a test asks for: parameters, notices, descriptions, command tags.
        }
      }
    }
  }

  private static List<@Nullable String> row(ByteBuffer body) {
    int columns = body.getShort();
    List<@Nullable String> row = new ArrayList<>(columns);
    for (int i = 0; i < columns; i++) {
      int length = body.getInt();
      if (length < 0) {
        row.add(null);
      } else {
        byte[] text = new byte[length];
        body.get(text);
        row.add(new String(text, StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  private static SqlError error(byte[] body) {
    Map<Character, String> fields = new HashMap<>();
    for (int at = 0; at < body.length && body[at] != 0; ) {
      int end = at + 1;
      while (body[end] != 0) {
        end++;
      }
      fields.put((char) body[at], new String(body, at + 1, end - at - 1, StandardCharsets.UTF_8));
      at = end + 1;
    }
    return new SqlError(
        fields.getOrDefault('C', ""), fields.getOrDefault('M', ""), fields.getOrDefault('D', ""));
  }

  /** Cuts the connection, without a word of goodbye. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
