package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InMemoryObjectsTest extends ObjectStoreContractTest {
  @Override
  ObjectStore open() {
    return new InMemoryObjects();
  }

  @Test
  void anotherHandleSharesTheObjectsAndNotTheClosing() {
    InMemoryObjects first = new InMemoryObjects();
    InMemoryObjects second = first.anotherHandle();
    Await.result(first.put("log/1", Bytes.utf8("x")));

    first.close();

    assertEquals(Optional.of(Bytes.utf8("x")), Await.result(second.get("log/1")));
  }

  @Test
  void aCopyGoesItsOwnWay() {
    InMemoryObjects first = new InMemoryObjects();
    Await.result(first.put("log/1", Bytes.utf8("x")));
    InMemoryObjects copy = first.copy();

    Await.result(first.put("log/2", Bytes.utf8("y")));

    assertEquals(Set.of("log/1"), copy.contents().keySet());
  }
}
