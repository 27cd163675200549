/**
 * What a node asks of its store: each call is a request to somebody else's machine on a shared
 * store, and costs time and money. Counted at the calls of any store, and at HTTP on S3.
 */
@NullMarked
package dev.aft.conformance.requests;

import org.jspecify.annotations.NullMarked;
