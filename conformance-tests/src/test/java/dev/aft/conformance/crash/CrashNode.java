package dev.aft.conformance.crash;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;
import dev.aft.server.AftServer;
import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import dev.aft.storage.contract.Fault;
import dev.aft.storage.contract.FaultInjectingStore;
import dev.aft.storage.spi.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The main class of a node that halts at a fail point: {@code CrashNode STORAGE VISIT POINT
 * [SETTING=VALUE ...]}, where POINT is {@code engine before commit-batch} or {@code store after
 * write} and the like, or empty.
 */
final class CrashNode {
  /** Tells a planned death from any other end. */
  static final int PLANNED = 86;

  /** Commits that need more go in steps. */
  private static final int BATCH_BYTES = 2_300;

  private CrashNode() {}

  /** The visit to the point that is deadly. */
  private record Death(String point, AtomicInteger visitsLeft) {
    /** A commit with a key has these steps only where there is nothing better. */
    boolean needsStoreWithoutBatches() {
      return Stream.of(
              DurableStep.COMMIT_EXPIRY, DurableStep.COMMIT_PREPARED, DurableStep.COMMIT_KEY)
          .anyMatch(step -> point.endsWith(step.label()));
    }

    void reached(String name) {
      if (name.equals(point) && visitsLeft.decrementAndGet() == 0) {
        Runtime.getRuntime().halt(PLANNED);
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Death death = new Death(arguments[2], new AtomicInteger(Integer.parseInt(arguments[1])));
    Map<Setting, String> settings = new HashMap<>();
    settings.put(Setting.STORAGE, arguments[0]);
    settings.put(Setting.LISTEN, "127.0.0.1:0");
    settings.put(Setting.METRICS, "off");
    for (int i = 3; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      settings.put(Setting.valueOf(parts[0]), parts[1]);
    }
    AftServer.start(Settings.of(settings), store -> decorate(store, death), enginePoints(death));
    new CountDownLatch(1).await();
  }

  private static Store decorate(Store store, Death death) {
    return new SmallBatchStore(
        new FaultInjectingStore(
            store, call -> Fault.NONE, point -> death.reached("store " + point)),
        death.needsStoreWithoutBatches() ? 0 : BATCH_BYTES);
  }

  private static FailPoints enginePoints(Death death) {
    return new FailPoints() {
      @Override
      public void before(DurableStep step) {
        death.reached("engine before " + step.label());
      }

      @Override
      public void after(DurableStep step) {
        death.reached("engine after " + step.label());
      }
    };
  }
}
