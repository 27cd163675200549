/**
 * Measurements: {@link dev.aft.benchmarks.BenchCommand} runs workloads through JDBC against one or
 * several databases in turn and saves a table and a plot; the JMH benchmarks of single parts are in
 * {@code dev.aft.benchmarks.jmh}.
 */
@NullMarked
package dev.aft.benchmarks;

import org.jspecify.annotations.NullMarked;
