package dev.aft.storage.s3.run;

/**
 * What a manifest says of a run.
 *
 * @param name of the object; all but its last five digits is common to the parts of one sorted run
 * @param objectBytes size of the object
 * @param entries number of entries, deleted ones included
 * @param deletedEntries number of entries that only hide what older runs have
 * @param valueBytes size of the values at the start of the object
 */
record RunRecord(
    String name,
    long objectBytes,
    long directoryOffset,
    int directoryBytes,
    long entries,
    long deletedEntries,
    long valueBytes) {}
