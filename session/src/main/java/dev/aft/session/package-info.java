/**
 * What a connection is: statements, portals, transaction state; protocol messages in, protocol
 * messages out. The same {@link dev.aft.session.Session} serves a socket and an embedded
 * connection.
 */
@NullMarked
package dev.aft.session;

import org.jspecify.annotations.NullMarked;
