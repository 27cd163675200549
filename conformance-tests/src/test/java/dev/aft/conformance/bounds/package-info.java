/** Going past each bound of a node over SQL: the error, and that everything works afterwards. */
@NullMarked
package dev.aft.conformance.bounds;

import org.jspecify.annotations.NullMarked;
