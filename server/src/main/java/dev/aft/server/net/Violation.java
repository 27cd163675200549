package dev.aft.server.net;

/** What the frame decoder passes on, in place of a message, when the connection cannot go on. */
record Violation(String sqlState, String message) {}
