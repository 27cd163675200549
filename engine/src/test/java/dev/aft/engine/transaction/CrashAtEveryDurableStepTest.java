package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.DurableStep;
import dev.aft.engine.transaction.CrashPoint.Moment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same short life of a node, again and again, with a death at every visit to every fail point:
 * nothing acknowledged is lost, nothing half done is visible, outcomes agree with the data, and
 * garbage collection leaves nothing over.
 */
class CrashAtEveryDurableStepTest {
  private static final String LARGE = "x".repeat(CrashingNode.BATCH_BYTES);

  private static void live(CrashingNode node) {
    node.put("1", "k1", "k2", "k3");
    node.put("2" + LARGE, "k1", "k4");
    node.put("3" + LARGE, "k2", "k4", "k5");
    node.put("4", "r1", "r2");
    node.put("-", "k3", "k5");
    node.drop("r");
    node.putOnce("once", "o" + LARGE, "k1", "k7");
    node.putOnce("once more", "p", "k7");
    node.leaveOrphan("5" + LARGE, "k1", "k6");
    node.spill("s" + LARGE, "k3", "k7", "k8", "k9");
    node.fence();
    node.leaveSpillOfDeadNode();
    node.collect();
    node.put("6" + LARGE, "k1", "k3");
    node.put("7", "k2");
    node.put("-", "k4");
    node.fence();
    node.collect();
    node.put("8", "k1");
    node.checkNothingIsLeftOver();
  }

  @ParameterizedTest
  @EnumSource
  void deathAtAnyVisitLosesNothingAndLeavesNothing(DurableStep step) {
    assertTrue(visitAll(step, Moment.BEFORE), "the point before it is never reached");
    assertTrue(visitAll(step, Moment.AFTER), "the point after it is never reached");
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "COMMIT_VERSIONS",
        "SPILL_VALUES",
        "COLLECT_SPILL",
        "COLLECT_VERSIONS",
        "COLLECT_TOMBSTONES",
        "COLLECT_RANGE",
        "COLLECT_RECORDS",
        "COLLECT_JOURNAL"
      })
  void deathWithinAStepOfSeveralKeysLosesNothingAndLeavesNothing(DurableStep step) {
    assertTrue(visitAll(step, Moment.WITHIN), "the step is never taken");
  }

  private static boolean visitAll(DurableStep step, Moment moment) {
    return visitAll(step, moment, true) + visitAll(step, moment, false) >= 1;
  }

  /**
   * How often the life of a node passes the point.
   *
   * @param batches whether the store has atomic batches
   */
  private static int visitAll(DurableStep step, Moment moment, boolean batches) {
    for (int visit = 1; ; visit++) {
      try (CrashingNode node = new CrashingNode(step, moment, visit, batches)) {
        live(node);
        if (!node.hasDied()) {
          return visit - 1;
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("visit " + visit + " of " + moment + " " + step.label(), e);
      }
    }
  }
}
