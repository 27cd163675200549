package dev.aft.driver;

/** Where statements that travel together commit: what a loss of their answers may mean. */
enum CommitPlace {
  /** Nowhere: what is open stays open. */
  NONE,
  /** With the last statement, and the others leave transaction and session alone. */
  AT_END,
  /** Somewhere, so that nobody can tell which transaction to ask for. */
  AMIDST
}
