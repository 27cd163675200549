package dev.aft.storage.s3testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.storage.s3testing.FaultyNetwork.Side;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalS3Test {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void anObjectOfAFolderIsThereForALaterServer(@TempDir Path folder) throws Exception {
    try (LocalS3 first = LocalS3.inFolder(folder)) {
      assertEquals(200, put(first.port(), "log/1", "content").statusCode());
    }
    try (LocalS3 second = LocalS3.inFolder(folder)) {
      assertEquals("content", get(second.port(), "log/1").body());
    }
  }

  @Test
  void requestsAreCountedByKindAsTheyPass() throws Exception {
    try (LocalS3 s3 = LocalS3.inMemory();
        HttpRequestCounter counter = new HttpRequestCounter("127.0.0.1", s3.port())) {
      put(counter.port(), "log/1", "some content");
      put(counter.port(), "log/1", "some content");
      put(counter.port(), "log/2", "x".repeat(200_000));
      get(counter.port(), "log/2");
      get(counter.port(), "?list-type=2&prefix=log/");

      assertEquals(Map.of("PUT", 3L, "GET", 1L, "LIST", 1L), counter.counts());
      assertEquals(412, createAgain(counter.port()));
    }
  }

  @Test
  void aNetworkRefusesUntilItIsHealed() throws Exception {
    try (LocalS3 s3 = LocalS3.inMemory();
        FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      put(network.port(), "log/1", "content");

      network.refuse();
      assertThrows(IOException.class, () -> get(network.port(), "log/1"));
      network.heal();

      assertEquals("content", get(network.port(), "log/1").body());
    }
  }

  @Test
  void anAnswerIsCutAfterSoManyBytes() throws Exception {
    try (LocalS3 s3 = LocalS3.inMemory();
        FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      put(network.port(), "log/1", "x".repeat(100_000));

      network.cutAfter(Side.SERVER, 50_000);
      assertThrows(IOException.class, () -> get(network.port(), "log/1"));

      assertEquals(100_000, get(network.port(), "log/1").body().length());
    }
  }

  @Test
  void aFrozenNetworkAnswersNothingUntilItIsHealed() throws Exception {
    try (LocalS3 s3 = LocalS3.inMemory();
        FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      put(network.port(), "log/1", "content");

      network.freeze();
      assertThrows(IOException.class, () -> get(network.port(), "log/1", Duration.ofMillis(300)));
      network.heal();

      assertEquals("content", get(network.port(), "log/1").body());
    }
  }

  /** The status of creating a name that exists. */
  private int createAgain(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "log/1"))
            .header("If-None-Match", "*")
            .PUT(BodyPublishers.ofString("other"))
            .build();
    return http.send(request, BodyHandlers.ofString()).statusCode();
  }

  private HttpResponse<String> put(int port, String name, String content) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, name)).PUT(BodyPublishers.ofString(content)).build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(int port, String name) throws IOException {
    return get(port, name, Duration.ofSeconds(20));
  }

  private HttpResponse<String> get(int port, String name, Duration timeout) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri(port, name)).timeout(timeout).build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static URI uri(int port, String name) {
    return URI.create("http://127.0.0.1:" + port + "/" + LocalS3.BUCKET + "/" + name);
  }
}
