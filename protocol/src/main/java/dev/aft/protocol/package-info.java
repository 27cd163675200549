/**
 * What driver and server share: the messages of the PostgreSQL wire protocol, version 3.0, their
 * bytes, the codecs of values, and the SQLStates.
 *
 * <p>{@link dev.aft.protocol.FrontendMessage} goes from client to server, {@link
 * dev.aft.protocol.BackendMessage} back. A session takes and gives messages, so that the same
 * session serves a socket (through the codecs here) and an embedded connection (by plain calls).
 *
 * <p>Logging in is here as well, since both sides compute the same: {@link
 * dev.aft.protocol.ScramServer}, {@link dev.aft.protocol.ScramClient} and what a server keeps of a
 * password, {@link dev.aft.protocol.ScramVerifier}.
 *
 * <p>Source: PostgreSQL 15 documentation, chapter 55, "Frontend/Backend Protocol".
 */
@NullMarked
package dev.aft.protocol;

import org.jspecify.annotations.NullMarked;
