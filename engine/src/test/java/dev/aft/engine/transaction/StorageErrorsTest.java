package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

final class StorageErrorsTest {
  private record Line(String text, @Nullable Throwable trace) {}

  private final List<Line> lines = new ArrayList<>();
  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, arguments) -> {
                assertEquals("warn", method.getName());
                var event =
                    arguments.length == 2
                        ? MessageFormatter.format((String) arguments[0], arguments[1])
                        : MessageFormatter.format(
                            (String) arguments[0], arguments[1], arguments[2]);
                lines.add(new Line(event.getMessage(), event.getThrowable()));
                return null;
              });

  private Line only() {
    assertEquals(1, lines.size());
    return lines.get(0);
  }

  @Test
  void aFailureOfTheStoreIsOneLineWithoutATrace() {
    StorageException failure = new StorageException(Reason.UNAVAILABLE, "no answer");
    StorageErrors.warn(log, "It did not work: x=1", new CompletionException(failure));
    assertEquals(new Line("It did not work: x=1 cause=" + failure, null), only());
  }

  @Test
  void aFailureOfTheStoreInWordsOfTheEngineIsOneLineToo() {
    StorageException failure = new StorageException(Reason.UNAVAILABLE, "no answer");
    StorageErrors.warn(log, "It did not work.", StorageErrors.describe(failure));
    assertTrue(only().text().endsWith(failure.toString()), only().text());
  }

  @Test
  void whatNobodyExpectsKeepsItsTrace() {
    IllegalStateException failure = new IllegalStateException("as planned");
    StorageErrors.warn(log, "It did not work.", new CompletionException(failure));
    assertSame(failure, only().trace());
  }

  @Test
  void storeThatWasClosedIsToldFromOneThatFails() {
    StorageException closed = new StorageException(Reason.CLOSED, "closed");
    assertTrue(StorageErrors.isClosed(new CompletionException(closed)));
    assertFalse(StorageErrors.isClosed(new StorageException(Reason.IO, "broken")));
    assertFalse(StorageErrors.isClosed(new IllegalStateException("closed")));
  }

  @Test
  void withoutAFailureTheEventAloneIsLogged() {
    StorageErrors.warn(log, "It did not work.", null);
    assertEquals(new Line("It did not work.", null), only());
  }
}
