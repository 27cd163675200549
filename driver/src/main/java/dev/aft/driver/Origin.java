package dev.aft.driver;

/**
 * Where a connection comes from, and how to get there again.
 *
 * @param url without its properties
 */
record Origin(
    String url, ConnectionSettings settings, String database, Links links, Ticker ticker) {}
