package dev.aft.storage.s3.run;

import java.util.List;
import java.util.Optional;

/**
 * Which neighbours in age to merge. Sorted runs are of one size class when their sizes differ by
 * less than a factor of about four; as many of one class as {@link RunSettings#mergeWidth} become
 * one, so that each byte is written again once for each class and there are few runs.
 *
 * @param width how many of one class
 * @param smallBytes sorted runs below are of one class
 */
record MergePolicy(int width, long smallBytes) {
  private static final int CLASS_FACTOR = 4;

  /** From this share of hidden entries in merges on, overwritten data is looked for. */
  private static final double MANY_HIDDEN = 0.2;

  /** What is known of a sorted run. */
  record Size(long bytes, long entries, long deletedEntries) {}

  /**
   * Sorted runs to be merged.
   *
   * @param from index of the newest
   * @param to behind the oldest
   */
  record Window(int from, int to) {}

  /**
   * What to merge first, if anything.
   *
   * @param newestFirst all sorted runs
   * @param hiddenShare share of hidden entries in what was merged lately
   */
  Optional<Window> choose(List<Size> newestFirst, double hiddenShare) {
    return crowded(newestFirst)
        .or(() -> deleted(newestFirst))
        .or(() -> hiddenShare > MANY_HIDDEN ? overwritten(newestFirst) : Optional.empty());
  }

  /**
   * What to merge first among the newest, while a merge of older ones is under way.
   *
   * @param newest all that are newer than what is being merged
   */
  Optional<Window> chooseBeside(List<Size> newest) {
    return crowded(newest);
  }

  /** The smallest class of which there are too many, with what is smaller between them. */
  private Optional<Window> crowded(List<Size> runs) {
    int classes = runs.stream().mapToInt(this::sizeClass).max().orElse(0);
    for (int sizeClass = 0; sizeClass <= classes; sizeClass++) {
      int from = 0;
      int count = 0;
      for (int i = 0; i < runs.size(); i++) {
        int here = sizeClass(runs.get(i));
        if (here > sizeClass) {
          from = i + 1;
          count = 0;
        } else if (here == sizeClass && ++count >= width) {
          return Optional.of(new Window(from, endOf(runs, i, sizeClass)));
        }
      }
    }
    return Optional.empty();
  }

  private int endOf(List<Size> runs, int last, int sizeClass) {
    int end = last + 1;
    while (end < runs.size() && sizeClass(runs.get(end)) <= sizeClass) {
      end++;
    }
    return end;
  }

  private int sizeClass(Size run) {
    int sizeClass = 0;
    for (long bound = Math.max(1, smallBytes);
        run.bytes() >= bound && bound < Long.MAX_VALUE / CLASS_FACTOR;
        bound *= CLASS_FACTOR) {
      sizeClass++;
    }
    return sizeClass;
  }

  /**
   * The fewest of the oldest in which half of the entries are deleted or what they delete: together
   * with the oldest, deleted entries vanish.
   */
  private Optional<Window> deleted(List<Size> runs) {
    long entries = 0;
    long deletedEntries = 0;
    for (int from = runs.size() - 1; from >= 0; from--) {
      entries += runs.get(from).entries();
      deletedEntries += runs.get(from).deletedEntries();
      if (deletedEntries > 0 && 4 * deletedEntries >= entries) {
        return Optional.of(new Window(from, runs.size()));
      }
    }
    return Optional.empty();
  }

  /** Everything, when what is newer than the oldest might hide all of it. */
  private Optional<Window> overwritten(List<Size> runs) {
    if (runs.size() < 2) {
      return Optional.empty();
    }
    long oldest = runs.get(runs.size() - 1).bytes();
    long newer = runs.stream().mapToLong(Size::bytes).sum() - oldest;
    return newer >= oldest ? Optional.of(new Window(0, runs.size())) : Optional.empty();
  }
}
