package dev.aft.storage.s3.log;

import java.util.List;

/**
 * What an opening has found in the log.
 *
 * @param position of the own open record: the last that has been applied
 * @param dataPositions of the records that a checkpoint may delete
 */
record Replayed(long position, List<Long> dataPositions) {
  Replayed {
    dataPositions = List.copyOf(dataPositions);
  }
}
