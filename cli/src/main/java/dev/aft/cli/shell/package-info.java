/**
 * The interactive SQL shell: {@code ./aft sql}. Line editing, history and completion come from
 * JLine; everything else goes through JDBC, so the shell works with any JDBC URL on its class path.
 */
@NullMarked
package dev.aft.cli.shell;

import org.jspecify.annotations.NullMarked;
