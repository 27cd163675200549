package dev.aft.conformance.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Functions in processes of their own, which somebody kills with SIGKILL at random times. A killed
 * process is replaced at once.
 */
final class FunctionPool implements Functions, AutoCloseable {
  private final String url;
  private final BlockingQueue<Worker> idle = new LinkedBlockingQueue<>();
  private final List<Worker> all = new CopyOnWriteArrayList<>();
  private final AtomicInteger kills = new AtomicInteger();
  private final Thread killer;
  private volatile boolean closed;

  /**
   * A pool with a killer.
   *
   * @param mostKills starting a process takes much of a second, which bounds what a test can afford
   */
  FunctionPool(String url, int processes, int mostKills, long seed) throws IOException {
    this.url = url;
    for (int i = 0; i < processes; i++) {
      add();
    }
    killer = new Thread(() -> killAtRandom(mostKills, new Random(seed)), "killer");
    killer.setDaemon(true);
    killer.start();
  }

  int kills() {
    return kills.get();
  }

  private void add() throws IOException {
    Worker worker = new Worker(url);
    all.add(worker);
    idle.add(worker);
  }

  @Override
  public Answer call(Call call) throws Exception {
    Worker worker = idle.take();
    String answer = worker.call(FunctionProcess.line(call));
    if (answer == null) {
      all.remove(worker);
      if (!closed) {
        add();
      }
      return new Answer.Lost();
    }
    idle.add(worker);
    String[] words = answer.split(" ", 3);
    return switch (words[0]) {
      case "suspended" -> new Answer.Suspended(words[1]);
      case "done" -> new Answer.Done(words[1]);
      default -> Answer.ofError(words[1], "", new SQLException(words[2]));
    };
  }

  private void killAtRandom(int most, Random random) {
    try {
      while (!closed && kills.get() < most) {
        Thread.sleep(random.nextInt(60));
        List<Worker> ready = all.stream().filter(Worker::isReady).toList();
        if (!ready.isEmpty()) {
          ready.get(random.nextInt(ready.size())).process.destroyForcibly();
          kills.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    killer.interrupt();
    all.forEach(worker -> worker.process.destroyForcibly());
  }

  /** One process, used by one caller at a time. */
  private static final class Worker {
    final Process process;
    private final BufferedReader answers;
    private final Writer calls;
    private volatile boolean ready;

    Worker(String url) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-Xshare:auto",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FunctionProcess.class.getName(),
                  url)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      calls = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    /** Whether it has come as far as to take calls: killing it before would prove nothing. */
    boolean isReady() {
      return ready && process.isAlive();
    }

    /** The answer, or null when the process has died. */
    @Nullable String call(String line) {
      try {
        if (!ready && answers.readLine() == null) {
          return null;
        }
        ready = true;
        calls.write(line + "\n");
        calls.flush();
        return answers.readLine();
      } catch (IOException e) {
        // A closed pipe: killed.
        return null;
      }
    }
  }
}
