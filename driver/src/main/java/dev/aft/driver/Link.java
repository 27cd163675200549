package dev.aft.driver;

import dev.aft.driver.transport.Transport;

/** A transport, with what the server said when the session on it began. */
record Link(Transport transport, Handshake handshake) {}
