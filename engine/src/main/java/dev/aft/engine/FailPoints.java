package dev.aft.engine;

/**
 * Told when the engine passes a point at which a process may die. Only tests have another one than
 * {@link #NONE}; no setting leads to it.
 */
public interface FailPoints {
  /** Does nothing, and is never called. */
  FailPoints NONE =
      new FailPoints() {
        @Override
        public void before(DurableStep step) {}

        @Override
        public void after(DurableStep step) {}
      };

  /**
   * Nothing of the step has happened. Returns to go on; halts the process, or throws to fail the
   * step as not done. Called on any thread, and by several at once.
   */
  void before(DurableStep step);

  /**
   * The step is durable, and nobody has heard of it. Returns to go on; halts the process, or throws
   * to fail the step.
   */
  void after(DurableStep step);
}
