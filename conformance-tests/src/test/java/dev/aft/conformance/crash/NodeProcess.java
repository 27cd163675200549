package dev.aft.conformance.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, which can be killed. */
public final class NodeProcess implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("listen(?:ing)?\\S*=127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;
  private final StringBuilder log = new StringBuilder();

  private NodeProcess(Process process) throws IOException {
    this.process = process;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.port = awaitPort(lines);
    Thread drain = new Thread(() -> drain(lines), "node-log");
    drain.setDaemon(true);
    drain.start();
  }

  /** The process ended before it listened. */
  static final class EndedEarly extends IOException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    EndedEarly(int exitCode, String log) {
      super("the node ended with " + exitCode + " before it listened:\n" + log);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /** Starts a node on a free port over {@code storage} and waits until it listens. */
  public static NodeProcess start(String storage, String... jvmArguments) throws IOException {
    List<String> command = java("-Xmx512m", jvmArguments);
    command.add("dev.aft.cli.AftMain");
    command.addAll(List.of("server", "--storage", storage));
    command.addAll(List.of("--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"));
    return new NodeProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /**
   * Starts a node that dies at a visit to a fail point.
   *
   * @param arguments those of {@link CrashNode}
   * @throws EndedEarly when it has died already
   */
  static NodeProcess startMortal(String... arguments) throws IOException {
    List<String> command = java("-Xmx256m");
    command.add(CrashNode.class.getName());
    command.addAll(List.of(arguments));
    return new NodeProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Starts a node with small atomic batches, so that large commits go in steps. */
  public static NodeProcess startPlain(String storage) throws IOException {
    return startMortal(storage, "0", "");
  }

  private static List<String> java(String memory, String... jvmArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(jvmArguments));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }

  private int awaitPort(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.append(line).append('\n');
      Matcher matcher = ADDRESS.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new EndedEarly(process.onExit().join().exitValue(), log.toString());
  }

  private void drain(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (log) {
          log.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      return; // The process is gone, and its output with it.
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public String url() {
    return "jdbc:aft://127.0.0.1:" + port + "/aft";
  }

  /** What the node logged so far. */
  public String log() {
    synchronized (log) {
      return log.toString();
    }
  }

  /** Waits for the end of a process that ends by itself; empty when it does not in time. */
  OptionalInt awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** SIGKILL, and waits until the process is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, and waits for the end. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
