/**
 * The command line behind {@code ./aft}: {@code server}, {@code sql}, {@code quickstart}, {@code
 * bench}, {@code user}.
 */
@NullMarked
package dev.aft.cli;

import org.jspecify.annotations.NullMarked;
