package dev.aft.conformance.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation notices when the engine breaks a promise. */
class MutantsTest {
  private static final int SEEDS = 300;
  private static final int PASSED_UNCHANGED = 50;

  @BeforeAll
  static void quiet() {
    QuietLog.begin();
  }

  @AfterAll
  static void loud() {
    QuietLog.end();
  }

  static List<Mutant> mutants() {
    return Mutants.all();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void aMutantIsCaught(Mutant mutant) throws IOException, ReflectiveOperationException {
    MutantEngine engine = MutantEngine.of(mutant);
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (!engine.run(seed).isEmpty()) {
        return;
      }
    }
    fail("nobody noticed in " + SEEDS + " seeds that " + mutant);
  }

  /** Through the same loader: what is caught is the mutation. All seeds: EngineSimulationTest. */
  @Test
  void theEngineAsItIsPasses() throws ReflectiveOperationException {
    MutantEngine engine = MutantEngine.unchanged();
    for (long seed = 1; seed <= PASSED_UNCHANGED; seed++) {
      assertEquals(List.of(), engine.run(seed), "seed " + seed);
    }
  }
}
