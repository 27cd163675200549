package dev.aft.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.conformance.TestNode;
import dev.aft.conformance.crash.Transfers.Recovery;
import dev.aft.conformance.shared.SharedStore;
import dev.aft.conformance.wire.WireConnection;
import dev.aft.storage.s3testing.FaultyNetwork;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The network to the store is pulled under a node with clients. Each time for {@code
 * -Daft.network.seconds=N}, 2 by default.
 */
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NetworkIT {
  private static final int SECONDS = Integer.getInteger("aft.network.seconds", 2);
  private static final int CLIENTS = 6;
  private static final int RECOVERY_SECONDS = 20;
  private static final int OPENINGS = 10;

  private final Map<String, Integer> seen = new ConcurrentSkipListMap<>();
  private final NodeAddress address = new NodeAddress();
  private final Ledger ledger = new Ledger(CLIENTS);
  private final List<Transfers> transfers = new ArrayList<>();
  private final List<Survivor> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    clients.forEach(Survivor::stop);
    address.end();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void add(Survivor client) {
    Patient patient = new Patient(address, client, seen);
    clients.add(patient);
    Thread thread = new Thread(patient, "network-client-" + clients.size());
    threads.add(thread);
    thread.start();
  }

  private void startClients(TestNode node) throws Exception {
    address.moveTo(node.port());
    try (WireConnection connection = WireConnection.connect(node.port())) {
      ledger.create(connection);
    }
    for (int owner = 0; owner < CLIENTS; owner++) {
      Recovery recovery = owner % 2 == 0 ? Recovery.ASKS : Recovery.REPEATS;
      Transfers transfer = new Transfers(address, owner, recovery);
      transfers.add(transfer);
      add(transfer);
    }
    add(new Auditor(address, ledger, owner -> transfers.get(owner).acknowledged()));
  }

  /** Every client gets on: the node serves again, and all that was unknown is known. */
  private void requireProgress(String after) throws InterruptedException {
    int[] before = transfers.stream().mapToInt(Transfers::acknowledged).toArray();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
    for (int owner = 0; owner < CLIENTS; owner++) {
      while (transfers.get(owner).acknowledged() <= before[owner] + 1) {
        clients.forEach(Survivor::check);
        assertTrue(
            System.nanoTime() < deadline, "owner " + owner + " stands still after " + after + seen);
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
  }

  private void pull(FaultyNetwork network, String how, Runnable fault) throws Exception {
    fault.run();
    TimeUnit.SECONDS.sleep(SECONDS);
    network.heal();
    requireProgress(how);
  }

  @Test
  void nodeOnS3LosesNothingAndRecoversByItself() throws Exception {
    StorageUri uri = StorageUri.parse(SharedStore.S3.newAddress());
    // So that nothing of the first seconds of a server counts.
    TestNode.on(uri.toString()).close();
    URI endpoint = URI.create(uri.parameters().get("endpoint"));
    try (FaultyNetwork network = new FaultyNetwork(endpoint.getHost(), endpoint.getPort())) {
      String storage = uri.toString();
      storage = SharedStore.with(storage, "endpoint", "http://127.0.0.1:" + network.port());
      storage = SharedStore.with(storage, "timeout", "1 s");
      storage = SharedStore.with(storage, "checkpoint-objects", "64");
      pullInEveryWay(network, storage);
      // Without the faulty way: what is stored, not what the node remembers.
      requireEverythingIn(uri.toString());
    }
  }

  /**
   * FoundationDB's clients ask the cluster for the addresses of its processes, so that a process
   * has to name the port of the network that fails, and to listen on another.
   */
  @Test
  void nodeOnFoundationDbLosesNothingAndRecoversByItself() throws Exception {
    String ports = System.getProperty("aft.fdb.network", "");
    Assumptions.assumeFalse(
        ports.isEmpty(),
        "needs -Daft.fdb.network=PUBLIC:LISTEN, two ports of a FoundationDB process on this machine"
            + " (fdbserver --public-address 127.0.0.1:PUBLIC --listen-address 127.0.0.1:LISTEN), and"
            + " a cluster file with the public one");
    int colon = ports.indexOf(':');
    int open = Integer.parseInt(ports.substring(0, colon));
    InetSocketAddress process =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Integer.parseInt(ports.substring(colon + 1)));
    String storage = SharedStore.FOUNDATIONDB.newAddress();
    try (FaultyNetwork network = FaultyNetwork.from(open, process)) {
      pullInEveryWay(network, SharedStore.with(storage, "timeout", "1 s"));
      requireEverythingIn(storage);
    }
  }

  private void pullInEveryWay(FaultyNetwork network, String storage) throws Exception {
    try (TestNode node = open(storage)) {
      startClients(node);
      requireProgress("the start");
      pull(network, "a freeze", network::freeze);
      pull(network, "refusals", network::refuse);
      pull(network, "a freeze that ends in cuts", network::freeze);
      pull(network, "delays", () -> network.delay(Duration.ofMillis(400)));
      pull(network, "resets", () -> network.resetAfter(FaultyNetwork.Side.SERVER, 20_000));
      for (int i = 0; i < 20; i++) {
        network.cutAfter(side(i), 300 + 37L * i);
        TimeUnit.MILLISECONDS.sleep(SECONDS * 25L);
        network.reset();
      }
      requireProgress("cuts");
      stop();
      clients.forEach(Survivor::check);
      assertFalse(seen.isEmpty(), "clients should have noticed");
    }
  }

  private void requireEverythingIn(String storage) throws Exception {
    try (TestNode fresh = TestNode.on(storage);
        WireConnection connection = WireConnection.connect(fresh.port())) {
      Map<Integer, Integer> done = ledger.audit(connection);
      for (Transfers transfer : transfers) {
        int found = done.getOrDefault(transfer.owner(), 0);
        assertTrue(
            found == transfer.acknowledged() || found == transfer.acknowledged() + 1,
            "acknowledged " + transfer.acknowledged() + ", found " + found);
      }
    }
  }

  /** A busy machine may not answer within the short timeout while all code is new to it. */
  private static TestNode open(String storage) {
    for (int attempt = 1; ; attempt++) {
      try {
        return TestNode.on(storage);
      } catch (StorageException e) {
        if (attempt == OPENINGS || e.reason() != StorageException.Reason.UNAVAILABLE) {
          throw e;
        }
      }
    }
  }

  private static FaultyNetwork.Side side(int number) {
    return number % 2 == 0 ? FaultyNetwork.Side.CLIENT : FaultyNetwork.Side.SERVER;
  }
}
