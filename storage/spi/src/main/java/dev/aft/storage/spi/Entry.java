package dev.aft.storage.spi;

/** A key and its value, as a store holds them. */
public record Entry(Bytes key, Bytes value) {}
