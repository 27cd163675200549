/**
 * Nodes killed with SIGKILL in a storm of commits, restarted, and searched for what was lost or is
 * there in part.
 */
@NullMarked
package dev.aft.conformance.crash;

import org.jspecify.annotations.NullMarked;
