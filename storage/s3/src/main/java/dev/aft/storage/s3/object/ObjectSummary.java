package dev.aft.storage.s3.object;

/** An object in a listing. */
public record ObjectSummary(String name, long sizeBytes) {}
