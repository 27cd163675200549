package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.s3testing.FaultyNetwork;
import dev.aft.storage.s3testing.FaultyNetwork.Side;
import dev.aft.storage.s3testing.HttpRequestCounter;
import dev.aft.storage.s3testing.LocalS3;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import dev.aft.storage.spi.StorageUri;
import dev.aft.storage.spi.UnknownOutcomeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract and the network's faults, against a real S3 server in this process. */
class AwsObjectStoreTest extends ObjectStoreContractTest {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final RealEnvironment ENVIRONMENT = new RealEnvironment();
  private static LocalS3 s3;

  @BeforeAll
  static void startServer() {
    s3 = LocalS3.inMemory();
  }

  @AfterAll
  static void stopServer() {
    s3.close();
    ENVIRONMENT.close();
  }

  @Override
  AwsObjectStore open() {
    return open(s3.uri(nextPrefix()));
  }

  /** Each object costs the server a file. */
  @Override
  int manyEntries() {
    return 1103;
  }

  private static String nextPrefix() {
    return "test/" + PREFIXES.incrementAndGet();
  }

  private static AwsObjectStore open(String uri) {
    return AwsObjectStore.open(
        S3StoreSettings.of(StorageUri.parse(uri)), ENVIRONMENT.environment());
  }

  private static AwsObjectStore through(int port, String parameters) {
    return open(LocalS3.uri(nextPrefix(), port) + parameters);
  }

  @Test
  void aValueOfTheLargestSizeGoesInParts() throws Exception {
    byte[] content = new byte[64 << 20];
    new SplittableRandom(1).nextBytes(content);
    try (HttpRequestCounter counter = new HttpRequestCounter("127.0.0.1", s3.port());
        AwsObjectStore store = through(counter.port(), "")) {
      Await.result(store.put("value/1", Bytes.wrap(content)));

      assertEquals(Map.of("PUT", 10L), counter.counts());
      assertTrue(Await.result(store.get("value/1")).orElseThrow().equals(Bytes.wrap(content)));
    }
  }

  @Test
  void everyOperationIsOneRequest() {
    try (HttpRequestCounter counter = new HttpRequestCounter("127.0.0.1", s3.port());
        AwsObjectStore store = through(counter.port(), "")) {
      Await.result(store.createIfAbsent("log/1", Bytes.utf8("a")));
      Await.result(store.put("value/1", Bytes.utf8("b")));
      Await.result(store.get("log/1"));
      Await.result(store.getRange("log/1", 0, 1));
      Await.result(store.list("log/", ""));
      Await.result(store.delete(List.of("log/1")));

      assertEquals(Map.of("PUT", 2L, "GET", 2L, "LIST", 1L, "DELETE", 1L), counter.counts());
      assertEquals(
          6L,
          store.statistics().entrySet().stream()
              .filter(counted -> counted.getKey().endsWith("-requests"))
              .mapToLong(Map.Entry::getValue)
              .sum());
    }
  }

  private static CompletableFuture<Void> verify(AwsObjectStore store) {
    return store.verify(
        WriterId.next(new SplittableRandom(5)), () -> CompletableFuture.completedFuture(null));
  }

  @Test
  void manyObjectsAreDeletedWithOneRequest() {
    try (HttpRequestCounter counter = new HttpRequestCounter("127.0.0.1", s3.port());
        AwsObjectStore store = through(counter.port(), "")) {
      List<String> names = List.of("log/1", "log/2", "log/3");
      names.forEach(name -> Await.result(store.put(name, Bytes.utf8(name))));
      long before = counter.counts().values().stream().mapToLong(Long::longValue).sum();

      Await.result(store.delete(names));

      long after = counter.counts().values().stream().mapToLong(Long::longValue).sum();
      assertEquals(1, after - before);
      assertEquals(List.of(), Await.result(store.list("log/", "")));
    }
  }

  @Test
  void aCreationThatIsCutOffLeavesTheNameFree() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore store = through(network.port(), "")) {
      network.cutAfter(Side.CLIENT, 20_000);
      Bytes content = Bytes.wrap(new byte[100_000]);

      assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent("log/1", content)));
      assertEquals(Optional.of(content), Await.result(store.get("log/1")));
    }
  }

  @Test
  void theServerIsVerifiedAndLeftAsItWas() {
    AwsObjectStore store = open();
    try {
      Await.result(verify(store));

      assertEquals(List.of(), Await.result(store.list("", "")));
    } finally {
      store.close();
    }
  }

  @Test
  void aCreationWhoseAnswerIsLostIsCreatedAllTheSame() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore store = through(network.port(), "")) {
      Await.result(store.list("", ""));

      network.cutAfter(Side.SERVER, 0);

      assertEquals(
          CreateResult.CREATED, Await.result(store.createIfAbsent("log/1", Bytes.utf8("mine"))));
      assertEquals(Optional.of(Bytes.utf8("mine")), Await.result(store.get("log/1")));
      assertNotEquals(0L, store.statistics().get("retries"));
    }
  }

  @Test
  void aHalfReadBodyIsReadAgain() {
    Bytes content = Bytes.wrap(new byte[300_000]);
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore store = through(network.port(), "")) {
      Await.result(store.put("value/1", content));

      network.cutAfter(Side.SERVER, 150_000);
      assertEquals(Optional.of(content), Await.result(store.get("value/1")));
      network.resetAfter(Side.SERVER, 90_000);
      assertEquals(
          Optional.of(content.slice(0, 100_000)),
          Await.result(store.getRange("value/1", 100_000, 100_000)));

      assertEquals(2L, store.statistics().get("retries"));
    }
  }

  @Test
  void aHalfSentBodyIsSentAgain() {
    Bytes content = Bytes.wrap(new byte[300_000]);
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore store = through(network.port(), "")) {
      network.resetAfter(Side.CLIENT, 200_000);

      assertEquals(CreateResult.CREATED, Await.result(store.createIfAbsent("log/1", content)));
      assertEquals(Optional.of(content), Await.result(store.get("log/1")));
    }
  }

  @Test
  void callsUnderWayGoOnAfterAResetOfAllConnections() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore store = through(network.port(), "")) {
      List<CompletableFuture<CreateResult>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(store.createIfAbsent("log/" + i, Bytes.utf8("content " + i)));
        if (i % 50 == 20) {
          network.reset();
        }
      }

      calls.forEach(call -> assertEquals(CreateResult.CREATED, Await.result(call)));
      assertEquals(200, Await.result(store.list("log/", "")).size());
    }
  }

  @Test
  void aServerThatIsAwayMakesReadsUnavailableAndIsFoundAgain() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port());
        AwsObjectStore patient = through(network.port(), "");
        AwsObjectStore hurried = through(network.port(), "&timeout=400%20ms")) {
      Await.result(patient.put("value/1", Bytes.utf8("x")));

      network.refuse();
      StorageException read = Await.failure(hurried.get("value/1"));
      StorageException write = refused(hurried);
      network.heal();

      assertEquals(Reason.UNAVAILABLE, read.reason());
      assertTrue(messageOf(read).contains("endpoint=http://127.0.0.1:"), messageOf(read));
      assertEquals(Reason.UNAVAILABLE, write.reason());
      assertEquals(StorageException.class, write.getClass(), () -> "nothing was sent: " + write);
      assertEquals(Optional.of(Bytes.utf8("x")), Await.result(patient.get("value/1")));
    }
  }

  /** Where a busy machine does not even hear of the refusal in time, the outcome is unknown. */
  private static StorageException refused(AwsObjectStore store) {
    StorageException write = Await.failure(store.createIfAbsent("log/1", Bytes.utf8("x")));
    for (int i = 0; i < 40 && write instanceof UnknownOutcomeException; i++) {
      write = Await.failure(store.createIfAbsent("log/1", Bytes.utf8("x")));
    }
    return write;
  }

  @Test
  void aWriteIntoSilenceIsUnknownAndMayArrive() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      String uri = LocalS3.uri(nextPrefix(), network.port());
      try (AwsObjectStore patient = open(uri);
          AwsObjectStore hurried = open(uri + "&timeout=400%20ms")) {
        network.freeze();
        StorageException failure = Await.failure(hurried.createIfAbsent("log/1", Bytes.utf8("x")));
        network.heal();

        assertInstanceOf(UnknownOutcomeException.class, failure);
        assertEquals(Reason.UNAVAILABLE, failure.reason());
        assertEquals(
            CreateResult.CREATED, Await.result(patient.createIfAbsent("log/1", Bytes.utf8("x"))));
      }
    }
  }

  @Test
  void aMissingBucketSaysWhatToDo() {
    String uri = s3.uri("x").replace(LocalS3.BUCKET, "no-such-bucket");
    try (AwsObjectStore store = open(uri)) {
      StorageException failure = Await.failure(store.list("", ""));

      assertEquals(Reason.MISCONFIGURED, failure.reason());
      assertTrue(messageOf(failure).contains("Create it"), messageOf(failure));
      assertTrue(messageOf(failure).contains("bucket=no-such-bucket"), messageOf(failure));
      assertEquals(Reason.MISCONFIGURED, Await.failure(verify(store)).reason());
    }
  }

  @Test
  void aHostThatDoesNotExistIsUnavailableAndNamesTheEndpoint() {
    try (AwsObjectStore store =
        open(
            "s3://bucket?endpoint=http://no-such-host.invalid:9000&credentials=anonymous"
                + "&timeout=300%20ms")) {
      StorageException failure = Await.failure(store.list("", ""));

      assertEquals(Reason.UNAVAILABLE, failure.reason());
      assertTrue(messageOf(failure).contains("no-such-host.invalid"), messageOf(failure));
    }
  }

  @Test
  void anEndpointThatSpeaksNoTlsIsUnavailableAndNamed() {
    String uri = s3.uri("x").replace("endpoint=http:", "endpoint=https:") + "&timeout=300%20ms";
    try (AwsObjectStore store = open(uri)) {
      StorageException failure = Await.failure(store.list("", ""));

      assertEquals(Reason.UNAVAILABLE, failure.reason());
      assertTrue(messageOf(failure).contains("endpoint=https://127"), messageOf(failure));
    }
  }

  @Test
  void closingEndsCallsUnderWay() {
    try (FaultyNetwork network = new FaultyNetwork("127.0.0.1", s3.port())) {
      AwsObjectStore store = through(network.port(), "");
      network.freeze();
      CompletableFuture<CreateResult> write = store.createIfAbsent("log/1", Bytes.utf8("x"));
      CompletableFuture<Optional<Bytes>> read = store.get("log/1");

      store.close();

      assertInstanceOf(UnknownOutcomeException.class, Await.failure(write));
      assertEquals(Reason.CLOSED, Await.failure(read).reason());
    }
  }

  private static String messageOf(StorageException failure) {
    return String.valueOf(failure.getMessage());
  }
}
