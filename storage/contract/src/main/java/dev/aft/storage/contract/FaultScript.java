package dev.aft.storage.contract;

import dev.aft.storage.contract.StoreCall.Kind;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;

/** A policy written call by call: what is not in the script goes through. Thread-safe. */
public final class FaultScript implements FaultPolicy {
  private final Map<Kind, Queue<Fault>> faults = new EnumMap<>(Kind.class);

  /** The next call of this kind that has no fault in the script yet gets this one. */
  public synchronized FaultScript then(Kind kind, Fault fault) {
    faults.computeIfAbsent(kind, absent -> new ArrayDeque<>()).add(fault);
    return this;
  }

  @Override
  public synchronized Fault decide(StoreCall call) {
    Queue<Fault> ofKind = faults.get(call.kind());
    Fault fault = ofKind == null ? null : ofKind.poll();
    return fault == null ? Fault.NONE : fault;
  }

  /** Whether every fault of the script has happened. */
  public synchronized boolean isDone() {
    return faults.values().stream().allMatch(Queue::isEmpty);
  }
}
