/**
 * The store on S3 and what speaks its protocol. A group of commits is one object of a log; in the
 * background checkpoints turn the log into sorted runs. See docs/decisions/0013-s3-layout.md.
 */
@NullMarked
package dev.aft.storage.s3;

import org.jspecify.annotations.NullMarked;
