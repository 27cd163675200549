package dev.aft.session.suspended;

/** A transaction that a connection goes on with, and what it took along. */
public record Resumed(LeasedTransaction transaction, CarriedState carried) {}
