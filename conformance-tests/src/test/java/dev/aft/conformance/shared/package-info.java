/**
 * The stores that several processes reach, and what must hold of a node over each of them: the same
 * as over a folder. S3 is a real server in this process unless another is named; FoundationDB is a
 * cluster that is named or in a container, and a cluster in memory.
 */
@NullMarked
package dev.aft.conformance.shared;

import org.jspecify.annotations.NullMarked;
