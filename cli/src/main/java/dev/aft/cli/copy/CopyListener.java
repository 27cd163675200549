package dev.aft.cli.copy;

import java.util.OptionalLong;

/** Hears how a copy is getting on. Called by the thread that copies. */
interface CopyListener {
  /** What is being done with all entries, one after the other. */
  enum Phase {
    /** Of an interrupted copy: what was copied before is read again from the source. */
    CHECKING("checking"),
    COPYING("copying"),
    /** The target is read again. */
    VERIFYING("verifying");

    private final String word;

    Phase(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * A phase begins.
   *
   * @param about how many entries there are, as far as somebody knows
   */
  void begins(Phase phase, OptionalLong about);

  /** So far in this phase. */
  void reached(Volume volume);

  /** Something that the user should know, though the copy goes on. */
  void warns(String message);
}
