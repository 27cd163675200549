/**
 * The SQL dialect: text in, syntax tree out, and nothing else.
 *
 * <p>{@link dev.aft.grammar.SqlParser} turns text into {@link dev.aft.grammar.Statement}s made of
 * {@link dev.aft.grammar.Expression}s; what cannot be read is a {@link
 * dev.aft.grammar.SqlSyntaxException} that says where, what was found and what could stand there.
 * The grammar itself is {@code AftSql.g4}.
 */
@NullMarked
package dev.aft.grammar;

import org.jspecify.annotations.NullMarked;
