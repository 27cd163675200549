/**
 * The log: one object for each group of writes, numbered without gaps, created once. See
 * docs/formats/s3-store.md.
 */
@NullMarked
package dev.aft.storage.s3.log;

import org.jspecify.annotations.NullMarked;
