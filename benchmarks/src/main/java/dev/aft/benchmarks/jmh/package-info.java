/** JMH benchmarks of single parts: parsing, key encoding, reads under the read rule, commits. */
@NullMarked
package dev.aft.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
