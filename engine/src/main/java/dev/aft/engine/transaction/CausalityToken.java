package dev.aft.engine.transaction;

import java.util.Map;

/**
 * What a transaction saw and wrote, for a later one to see at least as much: for each node that
 * committed something of it, the greatest commit timestamp. Nodes are named by the tag that is part
 * of the ids they make ({@link TransactionId}).
 *
 * <p>The text form is opaque to clients; it carries a format version and a checksum.
 *
 * @param seen commit timestamp by node tag; empty for a transaction that saw nothing
 */
public record CausalityToken(Map<Integer, Long> seen) {
  public static final CausalityToken EMPTY = new CausalityToken(Map.of());

  public CausalityToken {
    seen = Map.copyOf(seen);
  }
}
