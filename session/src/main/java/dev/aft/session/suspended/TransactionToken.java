package dev.aft.session.suspended;

import dev.aft.engine.transaction.TransactionId;

/**
 * What a client hands on: a state of a transaction.
 *
 * @param node the node that suspended the transaction, from one start to the next stop
 * @param step which of the transaction's states; never the same for two
 */
record TransactionToken(int node, TransactionId id, int step) {}
