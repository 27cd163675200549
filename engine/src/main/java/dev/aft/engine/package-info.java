/**
 * What the whole engine shares: its errors, its settings and its environment (clock, randomness,
 * scheduler), which come in from outside.
 */
@NullMarked
package dev.aft.engine;

import org.jspecify.annotations.NullMarked;
