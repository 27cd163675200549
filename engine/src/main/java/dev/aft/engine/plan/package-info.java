/**
 * From a syntax tree and the definition of its table to a plan: which keys or ranges to read, what
 * to filter, whether the order of the keys is the order wanted. {@link
 * dev.aft.engine.plan.StatementPlanner} is the entry; {@link dev.aft.engine.plan.KeyAccessPlan} is
 * where predicates on the primary key become reads. Plans are immutable and shared; nothing here
 * does I/O.
 */
@NullMarked
package dev.aft.engine.plan;

import org.jspecify.annotations.NullMarked;
