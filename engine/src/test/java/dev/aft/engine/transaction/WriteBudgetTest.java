package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineException;
import org.junit.jupiter.api.Test;

class WriteBudgetTest {
  private final WriteBudget budget = new WriteBudget(100);

  @Test
  void aFullBudgetNeedsSpillingOnlyWhereThereIsSomethingToSpill() {
    budget.take(90, 0);
    assertFalse(budget.needsSpilling(20));
    budget.take(0, 5);
    assertFalse(budget.needsSpilling(5));
    assertTrue(budget.needsSpilling(6));
  }

  @Test
  void whatIsAboutToBeGivenBackIsRoom() {
    budget.take(90, 0);
    assertThrows(EngineException.class, () -> budget.take(20, 0, 9));
    budget.take(20, 0, 10);
  }
}
