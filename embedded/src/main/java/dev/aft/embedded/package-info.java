/**
 * A node inside the process of its client: the driver's transport calls the session by plain calls,
 * without sockets and without encoding messages. {@link dev.aft.embedded.EmbeddedTransport} is the
 * session's executor and its sink.
 */
@NullMarked
package dev.aft.embedded;

import org.jspecify.annotations.NullMarked;
