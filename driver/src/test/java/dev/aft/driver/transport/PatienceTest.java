package dev.aft.driver.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that goes on sending, and never comes to an end. */
class PatienceTest {
  private static final byte[] NOTICE = {'N', 0, 0, 0, 5, 0};

  private final AtomicInteger asked = new AtomicInteger();

  private static ServerSocket sending(byte[] first, byte[] again) throws IOException {
    ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              try (Socket client = listener.accept()) {
                OutputStream out = client.getOutputStream();
                out.write(first);
                while (again.length > 0) {
                  out.write(again);
                }
                while (client.getInputStream().read() >= 0) {
                  // Says nothing more.
                }
              } catch (IOException e) {
                // The test is over.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
    return listener;
  }

  private static Endpoint endpoint(ServerSocket listener, TlsMode mode) {
    return new Endpoint(
        "localhost",
        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
        new TlsSettings(mode, "", "", "", "", TlsSettings.NEWEST),
        0,
        false);
  }

  /** Runs out when asked for the fifth time. */
  private int fourTimes() throws SocketTimeoutException {
    if (asked.incrementAndGet() > 4) {
      throw new SocketTimeoutException("over");
    }
    return 30_000;
  }

  @Test
  void aHandshakeThatNeverEndsIsLeftWhenTheTimeForAllOfItIsOver() throws IOException {
    // The header of a TLS record of 16 KiB, and 1 byte of it.
    try (ServerSocket listener = sending(new byte[] {'S', 22, 3, 3, 64, 0, 2}, new byte[0])) {
      SocketTimeoutException over =
          assertThrows(
              SocketTimeoutException.class,
              () -> SocketTransport.connect(endpoint(listener, TlsMode.REQUIRE), this::fourTimes));
      assertEquals("over", over.getMessage());
    }
  }

  @Test
  void aLoginThatNeverEndsIsLeftWhenTheTimeForAllOfItIsOver() throws IOException {
    try (ServerSocket listener = sending(NOTICE, NOTICE)) {
      SocketTransport transport =
          SocketTransport.connect(endpoint(listener, TlsMode.DISABLE), () -> 30_000);
      transport.setPatience(this::fourTimes);
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            while (asked.get() <= 4) {
              transport.receive();
            }
          });
      transport.close();
    }
  }
}
