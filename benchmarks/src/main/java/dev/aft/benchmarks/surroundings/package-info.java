/** What benchmarks take from the machine: time, chance, folders, and places for their stores. */
@NullMarked
package dev.aft.benchmarks.surroundings;

import org.jspecify.annotations.NullMarked;
