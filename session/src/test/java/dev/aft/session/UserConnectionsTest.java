package dev.aft.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.aft.engine.EngineException;
import dev.aft.engine.user.User;
import dev.aft.engine.user.UserLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class UserConnectionsTest {
  private static final User USER = new User("u", 7, null, null, List.of(), new UserLimits(1, 0, 0));

  private final UserConnections connections = new UserConnections();

  private int enter() {
    try {
      connections.enter(USER);
      return 1;
    } catch (EngineException e) {
      return 0;
    }
  }

  @Test
  void ofManyThatMeetAtTheLastPlaceOneIsLetIn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 500; round++) {
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          all.add(this::enter);
        }
        int in = 0;
        for (Future<Integer> each : threads.invokeAll(all)) {
          in += each.get();
        }
        assertEquals(1, in);
        connections.leave(USER.id());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
