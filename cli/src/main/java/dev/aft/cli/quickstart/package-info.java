/**
 * {@code ./aft quickstart}: the story of the paper, played twice. Functions that place orders are
 * killed in the middle and retried while a reader polls; once through AFT, once straight on the
 * same kind of store.
 *
 * <p>{@link dev.aft.cli.quickstart.QuickstartCommand} tells the story, {@code FunctionProcess} is
 * the process that gets killed, {@code OrderStore} is what both ways of storing an order have in
 * common.
 */
@NullMarked
package dev.aft.cli.quickstart;

import org.jspecify.annotations.NullMarked;
