package dev.aft.engine.transaction;

import dev.aft.engine.DurableStep;
import dev.aft.engine.FailPoints;

/** One visit to one fail point, at which the process dies: once, and never again. */
final class CrashPoint implements FailPoints {
  /** When the process dies. */
  enum Moment {
    BEFORE,
    /** When a part of the keys is done. Steps that are atomic have no such moment. */
    WITHIN,
    AFTER
  }

  private final DurableStep step;
  private final Moment moment;
  private int visitsLeft;
  private MortalStore store;

  /**
   * A point that lets the first visits pass.
   *
   * @param visit the one that is deadly, counted from 1
   */
  CrashPoint(DurableStep step, Moment moment, int visit, MortalStore store) {
    this.step = step;
    this.moment = moment;
    this.visitsLeft = visit;
    this.store = store;
  }

  boolean isReached() {
    return visitsLeft <= 0;
  }

  /** The store of the next process. */
  void moveTo(MortalStore next) {
    store = next;
  }

  MortalStore store() {
    return store;
  }

  @Override
  public void before(DurableStep reached) {
    if (moment == Moment.WITHIN && isDeadly(reached)) {
      store.dieInNextCall();
    } else if (moment == Moment.BEFORE && isDeadly(reached)) {
      die();
    }
  }

  @Override
  public void after(DurableStep reached) {
    if (moment == Moment.AFTER && isDeadly(reached)) {
      die();
    }
  }

  private boolean isDeadly(DurableStep reached) {
    return reached == step && visitsLeft > 0 && --visitsLeft == 0;
  }

  private void die() {
    store.die();
    throw new IllegalStateException("died " + this);
  }

  @Override
  public String toString() {
    return moment + " " + step.label();
  }
}
