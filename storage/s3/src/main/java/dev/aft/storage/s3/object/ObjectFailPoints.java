package dev.aft.storage.s3.object;

/**
 * Told of every call before it is made and after it is done: a place where tests let the process
 * die.
 */
@FunctionalInterface
public interface ObjectFailPoints {
  /** Nothing happens anywhere. */
  ObjectFailPoints NONE = (moment, call) -> {};

  /** Which side of the call. */
  enum Moment {
    BEFORE,
    /** Done in the store, and the caller has not heard of it. */
    AFTER
  }

  /** Returns to go on; throws, or halts the process, to crash there. */
  void reached(Moment moment, ObjectCall call);
}
