/**
 * The dialect that Hibernate ORM needs for AFT, found by {@link
 * dev.aft.hibernate.AftDialectResolver} from the connection alone. AFT is a small dialect (no
 * joins, no sequences, no constraints but the primary key) with read atomic isolation: {@link
 * dev.aft.hibernate.AftDialect} tells Hibernate so, and {@link
 * dev.aft.hibernate.AftSqlAstTranslator} makes version checks hold where two transactions meet.
 */
@NullMarked
package dev.aft.hibernate;

import org.jspecify.annotations.NullMarked;
