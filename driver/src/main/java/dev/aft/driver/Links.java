package dev.aft.driver;

import java.sql.SQLException;

/** Opens sessions at the place that a connection was made for: the first one, and others later. */
interface Links {
  /** What becomes of the node when a connection to it closes. */
  enum Reach {
    /** A server: it does not mind. */
    SERVER,
    /** A node in this process, which may close with its last connection. */
    NODE_OF_THIS_PROCESS,
    /** A node that belongs to the one connection: no other can reach it. */
    NODE_OF_ONE_CONNECTION
  }

  Reach reach();

  /**
   * Opens a session. Its transport has the network timeout of the settings.
   *
   * @param limitMillis for all of it; 0 is for ever
   * @throws SQLException 08001 when nobody answers, or what the server answered instead of letting
   *     us in
   */
  Link open(int limitMillis) throws SQLException;
}
