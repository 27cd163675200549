/**
 * What Flyway needs to migrate AFT, found by {@link dev.aft.flyway.AftDatabaseType} from the URL.
 *
 * <p>Every migration is one transaction of AFT, its row in the schema history included, and that
 * row is inserted FOR UPDATE: of two migrators that apply the same migration, one commits and
 * nothing remains of the other. So correctness needs no lock. {@link dev.aft.flyway.MigrationLock}
 * only spares the second migrator the work and the error.
 */
@NullMarked
package dev.aft.flyway;

import org.jspecify.annotations.NullMarked;
