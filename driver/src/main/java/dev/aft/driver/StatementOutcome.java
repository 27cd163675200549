package dev.aft.driver;

import dev.aft.protocol.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement came to.
 *
 * @param columns null for a statement without a result
 * @param updateCount rows changed; 0 where rows are not counted
 * @param suspended whether the portal has more rows
 */
record StatementOutcome(
    @Nullable Columns columns, List<Values> rows, long updateCount, boolean suspended) {}
