package dev.aft.storage.spi.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.AtomicBatches;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.Store;
import dev.aft.storage.spi.Stores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InMemoryStoresTest {
  private static final Bytes KEY = Bytes.utf8("key");

  private final InMemoryStores stores = new InMemoryStores();

  private static void write(Store store) {
    store.write(List.of(new Entry(KEY, KEY))).join();
  }

  @Test
  void handlesOfOneNameShareTheirData() {
    write(stores.open("a"));
    assertEquals(Optional.of(KEY), stores.open("a").read(KEY).join());
    assertEquals(Optional.empty(), stores.open("b").read(KEY).join());
  }

  @Test
  void dataIsForgottenWithTheLastHandle() {
    Store first = stores.open("a");
    Store second = stores.open("a");
    write(first);
    first.close();
    first.close();
    assertEquals(Optional.of(KEY), stores.open("a").read(KEY).join());
    second.close();
    Store third = stores.open("a");
    assertEquals(Optional.of(KEY), third.read(KEY).join());
  }

  @Test
  void dataIsGoneAfterAllHandlesAreClosed() {
    Store only = stores.open("a");
    write(only);
    only.close();
    assertEquals(Optional.empty(), stores.open("a").read(KEY).join());
  }

  @Test
  void emptyNameIsDataOfItsOwn() {
    write(stores.open(""));
    assertEquals(Optional.empty(), stores.open("").read(KEY).join());
  }

  @Test
  void addressOpensTheNamesOfTheProcess() {
    try (Store first = Stores.open("memory:shared");
        Store second = Stores.open("memory:shared")) {
      write(first);
      assertEquals(Optional.of(KEY), second.read(KEY).join());
    }
  }

  @Test
  void hiddenPowersAreAbsent() {
    assertTrue(new InMemoryStore().capability(AtomicBatches.class).isPresent());
    assertFalse(new InMemoryStore(Set.of()).capability(AtomicBatches.class).isPresent());
  }
}
