/**
 * A scripted function platform: it runs three functions that share one transaction by its token,
 * kills them at any time and retries them blindly. Each piece of work must happen exactly once.
 *
 * <p>Start at {@code Platform}, which knows the rules of a retry and nothing of how functions run.
 */
@NullMarked
package dev.aft.conformance.platform;

import org.jspecify.annotations.NullMarked;
