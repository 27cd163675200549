/** What is particular to one store, of the whole: its addresses, embedded and from outside. */
@NullMarked
package dev.aft.conformance.stores;

import org.jspecify.annotations.NullMarked;
