package dev.aft.cli.quickstart;

import dev.aft.cli.ambient.Ambient;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./aft quickstart}: the first thing anyone sees. */
@Command(
    name = "quickstart",
    description = "Shows in under a minute what AFT does: functions are killed, orders stay whole.",
    mixinStandardHelpOptions = true)
public final class QuickstartCommand implements Callable<Integer> {
  @Option(names = "--orders", description = "Orders to place; default: ${DEFAULT-VALUE}.")
  private int orders = 60;

  @Option(names = "--kills", description = "Times a function is killed; default: ${DEFAULT-VALUE}.")
  private int kills = 8;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /** What one telling of the story came to. */
  private record Chapter(OrderReader.Sightings sightings, int wholeAtEnd, int halfAfterKill) {}

  @Override
  public Integer call() throws Exception {
    if (orders < 3 || kills < 1 || orders < 3 * kills) {
      System.err.println("aft: quickstart needs at least one kill and three orders for each kill");
      return 2;
    }
    Path folder = Files.createTempDirectory("aft-quickstart-");
    try {
      prologue();
      Chapter aft = throughAft(folder.resolve("aft"));
      Chapter plain = straightToTheStore(folder.resolve("plain"));
      summary(aft, plain);
      howToConnect();
      return aft.sightings().halfSightings() == 0 && aft.wholeAtEnd() == orders ? 0 : 1;
    } finally {
      delete(folder);
    }
  }

  private void prologue() {
    out.println();
    out.println("An order is five writes by two functions: the order function writes order, items");
    out.println("and stock, the payment function payment and receipt. Their process is killed in");
    out.printf(
        Locale.ROOT,
        "the middle (kill -9) %d times and run again, as a function platform does. A reader%n",
        kills);
    out.println("polls the order that is being placed, all the time.");
  }

  private Chapter throughAft(Path folder) throws Exception {
    out.println();
    out.println(
        "1. Through AFT: one JDBC transaction an order, on an embedded store in a new folder");
    try (AftServer server = AftServer.start(settings("rocksdb:" + folder))) {
      String url = "jdbc:aft://127.0.0.1:" + server.address().getPort() + "/aft";
      return tell(new Platform.Target("aft", url));
    }
  }

  private static Settings settings(String storage) {
    return Settings.of(
        Map.of(Setting.STORAGE, storage, Setting.LISTEN, "127.0.0.1:0", Setting.METRICS, "off"));
  }

  private Chapter straightToTheStore(Path folder) throws Exception {
    out.println();
    out.println("2. Straight to the same kind of store: five durable writes an order, no AFT");
    Store store = Stores.open("rocksdb:" + folder);
    try (PlainStoreServer server = new PlainStoreServer(store)) {
      return tell(new Platform.Target("plain", Integer.toString(server.port())));
    }
  }

  private Chapter tell(Platform.Target target) throws Exception {
    AtomicInteger current = new AtomicInteger(1);
    AtomicInteger halfAfterKill = new AtomicInteger();
    try (OrderStore auditor = FunctionProcess.open(target.kind(), target.where());
        OrderReader reader =
            new OrderReader(() -> FunctionProcess.open(target.kind(), target.where()), current)) {
      reader.start();
      new Platform(target, orders, kills, Ambient.random(), out, current)
          .run(order -> describe(auditor.partsVisible(order), halfAfterKill));
      return new Chapter(reader.finish(), countWhole(auditor), halfAfterKill.get());
    }
  }

  private static String describe(int parts, AtomicInteger halfAfterKill) {
    int all = OrderStore.PARTS.size();
    if (parts == 0) {
      return "nothing of the order is visible";
    }
    if (parts == all) {
      return "the order is whole";
    }
    halfAfterKill.incrementAndGet();
    return "HALF AN ORDER is left: " + parts + " of " + all + " writes";
  }

  private int countWhole(OrderStore store) throws Exception {
    int whole = 0;
    for (int order = 1; order <= orders; order++) {
      whole += store.partsVisible(order) == OrderStore.PARTS.size() ? 1 : 0;
    }
    return whole;
  }

  private void summary(Chapter aft, Chapter plain) {
    out.println();
    out.printf(Locale.ROOT, "%-46s %12s %18s%n", "", "through AFT", "straight to store");
    row("orders placed, whole at the end", aft.wholeAtEnd(), plain.wholeAtEnd());
    row("times a function was killed", kills, kills);
    row("half orders left behind by a kill", aft.halfAfterKill(), plain.halfAfterKill());
    row("polls by the reader", aft.sightings().polls(), plain.sightings().polls());
    row(
        "polls that saw half an order",
        aft.sightings().halfSightings(),
        plain.sightings().halfSightings());
    row("orders seen half-done", aft.sightings().halfOrders(), plain.sightings().halfOrders());
  }

  private void row(String label, long aft, long plain) {
    out.printf(Locale.ROOT, "%-46s %,12d %,18d%n", label, aft, plain);
  }

  private void howToConnect() {
    out.println();
    out.println("Start a node with ./aft server, then connect:");
    out.println("  JDBC    jdbc:aft://127.0.0.1:7654/aft");
    out.println("  psql    psql -h 127.0.0.1 -p 7654 aft");
    out.println("  shell   ./aft sql");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
