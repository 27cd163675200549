package dev.aft.engine.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.engine.EngineEnvironment;
import dev.aft.engine.EngineSettings;
import dev.aft.engine.transaction.Transaction;
import dev.aft.engine.transaction.TransactionManager;
import dev.aft.engine.transaction.TransactionManagers;
import dev.aft.engine.transaction.TransactionOptions;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.memory.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the directory does when it cannot be read, and when it is asked while it is being read. */
class UserDirectoryTest {
  private final Tasks tasks = new Tasks();
  private final EngineEnvironment environment =
      new EngineEnvironment(
          () -> Instant.EPOCH, () -> 0, new SplittableRandom(7), tasks, Runnable::run);
  private final TransactionManager real =
      TransactionManagers.open(new InMemoryStore(), EngineSettings.DEFAULT, environment);
  private final TransactionManager watched = watched();
  private Runnable onBegin = () -> {};
  private int begun;

  /** Tasks for later, which run when a test says so. */
  private static final class Tasks extends ScheduledThreadPoolExecutor {
    private final List<Runnable> later = new ArrayList<>();

    Tasks() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      later.add(task);
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }
  }

  private TransactionManager watched() {
    return (TransactionManager)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {TransactionManager.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("begin")) {
                begun++;
                onBegin.run();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() {
    real.close();
    tasks.shutdownNow();
  }

  private void add(String name, int stamp) {
    Transaction transaction = real.begin(TransactionOptions.DEFAULT);
    User user = new User(name, stamp, null, null, List.of(), UserLimits.NONE);
    transaction.write(UserKeys.user(name), UserCodec.encode(user));
    transaction.write(UserKeys.STAMP, Bytes.utf8("" + stamp));
    transaction.commit().join();
  }

  private static void failing() {
    throw new IllegalStateException("the store does not answer");
  }

  @Test
  void aNodeThatCannotReadItsUsersDoesNotStart() {
    onBegin = UserDirectoryTest::failing;
    assertThrows(CompletionException.class, () -> UserDirectory.open(watched, environment));
  }

  @Test
  void aRefreshThatFailsSaysSoKeepsWhatIsKnownAndIsTriedAgain() {
    add("a", 1);
    UserDirectory directory = UserDirectory.open(watched, environment);
    add("b", 2);
    tasks.later.clear();
    onBegin = UserDirectoryTest::failing;
    CompletableFuture<@Nullable Void> failed = directory.refresh();
    assertTrue(failed.isCompletedExceptionally());
    assertNotNull(directory.current().find("a"));
    assertNull(directory.current().find("b"));

    List<Runnable> retries = List.copyOf(tasks.later);
    assertEquals(1, retries.size());
    tasks.later.clear();
    retries.get(0).run();
    assertEquals(1, tasks.later.size(), "and again, as long as it fails");
    onBegin = () -> {};
    List.copyOf(tasks.later).get(0).run();
    assertNotNull(directory.current().find("b"));
  }

  @Test
  void whoAsksWhileItIsBeingReadWaitsForTheReadingAfterThat() {
    UserDirectory directory = UserDirectory.open(watched, environment);
    List<CompletableFuture<@Nullable Void>> asked = new ArrayList<>();
    begun = 0;
    onBegin =
        () -> {
          onBegin = () -> assertFalse(asked.get(0).isDone(), "what is read now may be too old");
          asked.add(directory.refresh());
          asked.add(directory.refresh());
          add("late", 1);
        };
    assertTrue(directory.refresh().isDone());
    assertSame(asked.get(0), asked.get(1));
    assertTrue(asked.get(0).isDone());
    assertEquals(2, begun);
    assertNotNull(directory.current().find("late"));
  }

  @Test
  void theReadingAfterOneThatFailedStillHappens() {
    UserDirectory directory = UserDirectory.open(watched, environment);
    List<CompletableFuture<@Nullable Void>> asked = new ArrayList<>();
    onBegin =
        () -> {
          onBegin = () -> {};
          asked.add(directory.refresh());
          failing();
        };
    assertTrue(directory.refresh().isCompletedExceptionally());
    asked.get(0).join();
    add("a", 1);
    directory.refresh().join();
    assertNotNull(directory.current().find("a"));
  }
}
