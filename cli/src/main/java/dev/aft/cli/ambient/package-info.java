/** Where the command line takes its time and its chance from. */
@NullMarked
package dev.aft.cli.ambient;

import org.jspecify.annotations.NullMarked;
