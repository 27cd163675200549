/**
 * What Liquibase needs to update AFT, found by {@link dev.aft.liquibase.AftDatabase} from the
 * connection. The statements on Liquibase's own tables differ (every table of AFT has a primary
 * key, and there are no subqueries), and its lock is taken so that it holds under read atomic
 * isolation: {@link dev.aft.liquibase.AftLockService}.
 */
@NullMarked
package dev.aft.liquibase;

import org.jspecify.annotations.NullMarked;
