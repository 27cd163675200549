/**
 * {@code ./aft user}: makes, lists and drops users, and gives them passwords. It works on a node
 * like any client, or on a store that no node has open, for which it is a node itself.
 */
@NullMarked
package dev.aft.cli.user;

import org.jspecify.annotations.NullMarked;
