/**
 * SQL types and the Java classes their values have inside the engine; reading, printing, converting
 * and comparing these values as PostgreSQL does. Start at {@link dev.aft.engine.type.SqlType} and
 * {@link dev.aft.engine.type.Conversions}.
 */
@NullMarked
package dev.aft.engine.type;

import org.jspecify.annotations.NullMarked;
