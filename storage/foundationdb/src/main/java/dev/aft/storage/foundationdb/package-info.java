/** The store on FoundationDB. See docs/decisions/0014-foundationdb-layout.md. */
@NullMarked
package dev.aft.storage.foundationdb;

import org.jspecify.annotations.NullMarked;
