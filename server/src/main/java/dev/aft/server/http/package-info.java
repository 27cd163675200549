/**
 * Health and metrics over HTTP, on a port of their own. Start at {@link
 * dev.aft.server.http.StatusListener}.
 */
@NullMarked
package dev.aft.server.http;

import org.jspecify.annotations.NullMarked;
