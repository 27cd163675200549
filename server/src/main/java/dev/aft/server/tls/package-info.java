/**
 * What a node shows and asks in a TLS handshake: reads the PEM files that the settings name, checks
 * them, and follows them when they change.
 *
 * <p>Start at {@link dev.aft.server.tls.Tls}. What is read is an {@code Identity}; connections that
 * have one keep it, those made later get the newest. When and how a connection becomes encrypted is
 * decided in {@code dev.aft.server.net}.
 */
@NullMarked
package dev.aft.server.tls;

import org.jspecify.annotations.NullMarked;
