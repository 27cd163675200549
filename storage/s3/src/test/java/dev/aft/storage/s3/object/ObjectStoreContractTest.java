package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.contract.Await;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.CreateResult;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} must do; a subclass says how to get an empty one. */
abstract class ObjectStoreContractTest {
  static final String NAME = "log/00000000000000000001";

  ObjectStore objects;

  /** An empty store of its own. */
  abstract ObjectStore open();

  /** Entries for the test of long listings: more than a page where that costs little. */
  int manyEntries() {
    return 2500;
  }

  /** The size of a value that the store takes apart into several requests. */
  int largeBytes() {
    return (17 << 20) + 3;
  }

  @BeforeEach
  void openStore() {
    objects = open();
  }

  @AfterEach
  void closeStore() {
    objects.close();
  }

  @Test
  void whatWasCreatedIsRead() {
    assertEquals(CreateResult.CREATED, create(NAME, "content"));

    assertEquals(Optional.of(Bytes.utf8("content")), Await.result(objects.get(NAME)));
  }

  @Test
  void anEmptyObjectIsNotAMissingOne() {
    assertEquals(CreateResult.CREATED, create(NAME, ""));

    assertEquals(Optional.of(Bytes.EMPTY), Await.result(objects.get(NAME)));
    assertEquals(Optional.of(Bytes.EMPTY), Await.result(objects.getRange(NAME, 0, 0)));
  }

  @Test
  void creatingAgainWithOtherContentLeavesTheFirst() {
    create(NAME, "first");

    assertEquals(CreateResult.EXISTED, create(NAME, "second"));
    assertEquals(Optional.of(Bytes.utf8("first")), Await.result(objects.get(NAME)));
  }

  @Test
  void creatingAgainWithTheSameContentIsCreated() {
    create(NAME, "mine");

    assertEquals(CreateResult.CREATED, create(NAME, "mine"));
  }

  @Test
  void aDeletedNameCanBeCreatedAgain() {
    create(NAME, "first");
    Await.result(objects.delete(List.of(NAME)));

    assertEquals(CreateResult.CREATED, create(NAME, "second"));
    assertEquals(Optional.of(Bytes.utf8("second")), Await.result(objects.get(NAME)));
  }

  @Test
  void ofManyThatCreateOneNameOneWins() {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 10; round++) {
        String name = "log/" + round;
        List<CompletableFuture<CreateResult>> attempts =
            IntStream.range(0, 16)
                .mapToObj(
                    writer ->
                        CompletableFuture.supplyAsync(
                            () ->
                                Await.result(
                                    objects.createIfAbsent(name, Bytes.utf8("writer " + writer))),
                            threads))
                .toList();

        List<CreateResult> results = attempts.stream().map(Await::result).toList();

        assertEquals(1, Collections.frequency(results, CreateResult.CREATED), results.toString());
        int winner = results.indexOf(CreateResult.CREATED);
        assertEquals(Optional.of(Bytes.utf8("writer " + winner)), Await.result(objects.get(name)));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aMissingObjectIsEmpty() {
    assertEquals(Optional.empty(), Await.result(objects.get(NAME)));
    assertEquals(Optional.empty(), Await.result(objects.getRange(NAME, 0, 4)));
  }

  @Test
  void aRangeIsExactlyThat() {
    Await.result(objects.put(NAME, Bytes.utf8("0123456789")));

    assertEquals(Optional.of(Bytes.utf8("345")), Await.result(objects.getRange(NAME, 3, 3)));
    assertEquals(
        Optional.of(Bytes.utf8("0123456789")), Await.result(objects.getRange(NAME, 0, 10)));
    assertEquals(Optional.of(Bytes.utf8("9")), Await.result(objects.getRange(NAME, 9, 1)));
    assertEquals(Optional.of(Bytes.EMPTY), Await.result(objects.getRange(NAME, 4, 0)));
  }

  @Test
  void anObjectThatEndsBeforeTheRangeIsCorrupt() {
    Await.result(objects.put(NAME, Bytes.utf8("0123456789")));

    assertEquals(Reason.CORRUPT, Await.failure(objects.getRange(NAME, 8, 3)).reason());
    assertEquals(Reason.CORRUPT, Await.failure(objects.getRange(NAME, 10, 1)).reason());
    assertEquals(Reason.CORRUPT, Await.failure(objects.getRange(NAME, 1_000_000, 1)).reason());
  }

  @Test
  void aLargeValueComesBackWholeAndInParts() {
    byte[] content = new byte[largeBytes()];
    new SplittableRandom(7).nextBytes(content);
    String name = "value/00112233445566778899aabbccddeeff/00000000000000000001";

    Await.result(objects.put(name, Bytes.wrap(content)));

    assertTrue(Await.result(objects.get(name)).orElseThrow().equals(Bytes.wrap(content)));
    int from = (8 << 20) - 5;
    assertEquals(
        Optional.of(Bytes.copyOfRange(content, from, from + 10)),
        Await.result(objects.getRange(name, from, 10)));
    assertEquals(
        List.of(new ObjectSummary(name, content.length)), Await.result(objects.list("value/", "")));
  }

  @Test
  void aListingIsInOrderWithSizesAndBelowThePrefixOnly() {
    Await.result(objects.put("log/2", Bytes.utf8("two")));
    Await.result(objects.put("log/1", Bytes.utf8("1")));
    Await.result(objects.put("log/10", Bytes.EMPTY));
    Await.result(objects.put("lo", Bytes.utf8("no")));
    Await.result(objects.put("logs/1", Bytes.utf8("no")));
    Await.result(objects.put("manifest/1", Bytes.utf8("no")));

    assertEquals(
        List.of(
            new ObjectSummary("log/1", 1),
            new ObjectSummary("log/10", 0),
            new ObjectSummary("log/2", 3)),
        Await.result(objects.list("log/", "")));
  }

  @Test
  final void firstIsTheSmallestNameOfThePrefix() {
    assertEquals(Optional.empty(), Await.result(objects.first("run/")));
    for (String name : List.of("run/2", "run/1", "rum/0", "sun/0")) {
      Await.result(objects.put(name, Bytes.utf8("abc")));
    }
    assertEquals(Optional.of(new ObjectSummary("run/1", 3)), Await.result(objects.first("run/")));
  }

  @Test
  void aListingBeginsBehindItsStart() {
    for (String name : List.of("log/1", "log/2", "log/3")) {
      create(name, "x");
    }

    assertEquals(List.of("log/2", "log/3"), names("log/", "log/1"));
    assertEquals(List.of("log/2", "log/3"), names("log/", "log/11"));
    assertEquals(List.of(), names("log/", "log/3"));
    assertEquals(List.of("log/1", "log/2", "log/3"), names("log/", "a"));
    assertEquals(List.of("log/1", "log/2", "log/3"), names("", ""));
    assertEquals(List.of(), names("log/", "z"));
  }

  @Test
  void aListingOfNothingIsEmpty() {
    assertEquals(List.of(), names("log/", ""));
  }

  @Test
  void aLongListingIsWhole() {
    List<String> names =
        IntStream.range(0, manyEntries()).mapToObj(i -> "log/%020d".formatted(i)).toList();
    List<CompletableFuture<Void>> puts = new ArrayList<>();
    for (String name : names) {
      puts.add(objects.put(name, Bytes.EMPTY));
      if (puts.size() % 32 == 0) {
        Await.result(CompletableFuture.allOf(puts.toArray(CompletableFuture<?>[]::new)));
      }
    }
    puts.forEach(Await::result);

    assertEquals(names, names("log/", ""));
    assertEquals(names.subList(700, names.size()), names("log/", names.get(699)));

    Await.result(objects.delete(names.subList(40, names.size() - 1000)));

    assertEquals(1040, names("log/", "").size());
  }

  @Test
  void deletingWhatIsNotThereIsNoError() {
    create(NAME, "x");

    Await.result(objects.delete(List.of("log/none", NAME, "log/neither")));
    Await.result(objects.delete(List.of(NAME)));
    Await.result(objects.delete(List.of()));

    assertEquals(List.of(), names("", ""));
  }

  @Test
  void aPutCanBeRepeated() {
    Await.result(objects.put(NAME, Bytes.utf8("same")));
    Await.result(objects.put(NAME, Bytes.utf8("same")));

    assertEquals(Optional.of(Bytes.utf8("same")), Await.result(objects.get(NAME)));
  }

  @Test
  void afterCloseEveryCallFailsAsClosed() {
    objects.close();

    assertEquals(Reason.CLOSED, Await.failure(objects.createIfAbsent(NAME, Bytes.EMPTY)).reason());
    assertEquals(Reason.CLOSED, Await.failure(objects.put(NAME, Bytes.EMPTY)).reason());
    assertEquals(Reason.CLOSED, Await.failure(objects.get(NAME)).reason());
    assertEquals(Reason.CLOSED, Await.failure(objects.getRange(NAME, 0, 1)).reason());
    assertEquals(Reason.CLOSED, Await.failure(objects.list("", "")).reason());
    assertEquals(Reason.CLOSED, Await.failure(objects.delete(List.of(NAME))).reason());
    objects.close();
  }

  private CreateResult create(String name, String content) {
    return Await.result(objects.createIfAbsent(name, Bytes.utf8(content)));
  }

  private List<String> names(String prefix, String after) {
    return Await.result(objects.list(prefix, after)).stream().map(ObjectSummary::name).toList();
  }
}
