package dev.aft.conformance.simulation;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.storage.spi.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What the clients of a simulation share. */
final class World {
  static final int ACCOUNTS = 4;
  static final int FIRST_BALANCE = 100;

  final VirtualTime time;
  final Weather weather;
  final SimulatedNode node;
  final Chronicle chronicle;
  final SplittableRandom random;

  /** All keys, in order. */
  final List<String> keys = new ArrayList<>();

  /** Transactions that a client has put aside, for any client to go on with. */
  final List<RandomTransaction> suspended = new ArrayList<>();

  final List<Transfer> transfers = new ArrayList<>();

  World(VirtualTime time, Weather weather, SimulatedNode node, Chronicle chronicle) {
    this.time = time;
    this.weather = weather;
    this.node = node;
    this.chronicle = chronicle;
    this.random = time.random();
    for (int i = 0; i < ACCOUNTS; i++) {
      keys.add(account(i));
    }
    for (int i = 0; i < weather.keys(); i++) {
      keys.add("k" + i);
    }
  }

  static String account(int number) {
    return "a" + number;
  }

  /** A key that any transaction may write. */
  String anyKey() {
    return keys.get(random.nextInt(ACCOUNTS, keys.size()));
  }

  static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  /** Whether a failure means no more than that the store was asked in vain. */
  static boolean isTransient(EngineException error) {
    return error.code() == ErrorCode.STORAGE_UNAVAILABLE;
  }
}
