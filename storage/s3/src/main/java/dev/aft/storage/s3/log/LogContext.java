package dev.aft.storage.s3.log;

import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.S3Environment;
import dev.aft.storage.s3.run.LogOwner;

/** What the parts of one log share. */
record LogContext(
    ObjectStore objects,
    S3Environment environment,
    LogSettings settings,
    LogOwner owner,
    Serial serial,
    Backoff backoff,
    LogCounters counters) {}
