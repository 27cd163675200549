package dev.aft.storage.s3.object;

import java.util.List;

/**
 * One call of an {@link ObjectStore}, as a decorator sees it.
 *
 * @param number counts the calls of one decorator from 1, in the order they were made
 * @param names the objects asked for; for a listing, the prefix
 */
public record ObjectCall(Kind kind, long number, List<String> names) {
  public ObjectCall {
    names = List.copyOf(names);
  }

  /** Which method was called. */
  public enum Kind {
    CREATE_IF_ABSENT,
    PUT,
    GET,
    GET_RANGE,
    LIST,
    DELETE;

    /** Whether the call changes the store. */
    public boolean isWrite() {
      return this == CREATE_IF_ABSENT || this == PUT || this == DELETE;
    }
  }

  /** What the call is for. */
  public ObjectStep step() {
    return ObjectStep.of(kind, names.isEmpty() ? "" : names.get(0));
  }
}
