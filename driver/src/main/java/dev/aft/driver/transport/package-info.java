/**
 * How the driver's messages reach a session: through a socket, or by plain calls when the node runs
 * in the same process. {@link dev.aft.driver.transport.Transport} is the seam; tests script it, and
 * the embedded artifact plugs in through {@link
 * dev.aft.driver.transport.EmbeddedTransportProvider}.
 */
@NullMarked
package dev.aft.driver.transport;

import org.jspecify.annotations.NullMarked;
