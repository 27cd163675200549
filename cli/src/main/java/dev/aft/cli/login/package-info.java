/**
 * How a command logs in to a node, and how it gets passwords: from a file, the environment or the
 * keyboard, never from the command line, which other users of the machine can see.
 */
@NullMarked
package dev.aft.cli.login;

import org.jspecify.annotations.NullMarked;
