/**
 * The node: brings store, engine, sessions and listeners together, starts them and stops them in
 * order.
 *
 * <p>{@link dev.aft.server.ServerCommand} is the command line, {@link dev.aft.server.AftServer} the
 * node for whoever starts one from code. Sockets are in {@code net}, health and metrics in {@code
 * http}, settings in {@code setting}.
 */
@NullMarked
package dev.aft.server;

import org.jspecify.annotations.NullMarked;
