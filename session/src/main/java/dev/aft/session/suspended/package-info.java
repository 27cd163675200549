/**
 * Transactions that pass from one connection to the next. {@link
 * dev.aft.session.suspended.SuspendedTransactions} knows all of the node; a connection that resumes
 * one gets a {@link dev.aft.session.suspended.LeasedTransaction}, which stops working the moment
 * another connection takes over. Decision 10 has the rules.
 */
@NullMarked
package dev.aft.session.suspended;

import org.jspecify.annotations.NullMarked;
