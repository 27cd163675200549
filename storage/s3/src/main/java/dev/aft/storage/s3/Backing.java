package dev.aft.storage.s3;

import dev.aft.storage.s3.log.Claim;
import dev.aft.storage.s3.run.Runs;

/** A claimed store's runs. */
record Backing(Claim claim, Runs runs) {}
