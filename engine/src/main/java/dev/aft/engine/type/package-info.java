/** SQL types and the Java classes their values have inside the engine. */
@NullMarked
package dev.aft.engine.type;

import org.jspecify.annotations.NullMarked;
