package dev.aft.storage.s3;

import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys with what they have, before values are fetched.
 *
 * @param slots null or {@link Slot.Deleted} where there is no value
 * @param more whether a bound ended the listing
 */
record Found(List<Bytes> keys, List<@Nullable Slot> slots, boolean more) {}
