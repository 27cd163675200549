package dev.aft.storage.contract;

import dev.aft.storage.spi.Bytes;
import java.util.List;

/**
 * One call of a store, as a decorator's policy sees it.
 *
 * @param number counts the calls of one decorator from 1, in the order they were made
 * @param keys the keys read or written; for a scan or a range delete, where the range begins
 */
public record StoreCall(Kind kind, long number, List<Bytes> keys) {
  public StoreCall {
    keys = List.copyOf(keys);
  }

  /** Which method was called. */
  public enum Kind {
    READ("read"),
    READ_MANY("read-many"),
    SCAN("scan"),
    SCAN_SNAPSHOT("scan-snapshot"),
    CREATE_IF_ABSENT("create-if-absent"),
    WRITE("write"),
    DELETE("delete"),
    COMMIT_IF_ABSENT("commit-if-absent"),
    COMMIT("commit"),
    DELETE_RANGE("delete-range");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name used in crash points. */
    public String label() {
      return label;
    }

    /** Whether the call changes the store. */
    public boolean isWrite() {
      return switch (this) {
        case READ, READ_MANY, SCAN, SCAN_SNAPSHOT -> false;
        case CREATE_IF_ABSENT, WRITE, DELETE, COMMIT_IF_ABSENT, COMMIT, DELETE_RANGE -> true;
      };
    }
  }
}
