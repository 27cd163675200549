package dev.aft.benchmarks.driver;

import dev.aft.benchmarks.surroundings.Ambient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JVM that runs one of the clients with nothing but a driver on its class path. */
final class ClientProcess {
  /** What a client has said, when, and what it had cost the processors until then. */
  record Answer(String line, Duration after, Duration processorTime) {}

  private final Class<?> main;
  private final List<String> javaOptions;

  ClientProcess(Class<?> main, String... javaOptions) {
    this.main = main;
    this.javaOptions = List.of(javaOptions);
  }

  /**
   * Runs the client until it has written its line.
   *
   * @throws ClientFailedException if it fails
   */
  Answer run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("-cp");
    command.add(classPath(arguments[0]));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    long start = Ambient.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      Duration after = Duration.ofNanos(Ambient.nanoTime() - start);
      // The client waits for the end of its input, so its times can still be asked for.
      Duration processorTime = process.info().totalCpuDuration().orElse(Duration.ZERO);
      process.getOutputStream().close();
      return new Answer(requireSuccess(arguments[0], process, line, output), after, processorTime);
    } finally {
      process.destroy();
    }
  }

  private static String requireSuccess(
      String url, Process process, @Nullable String line, BufferedReader output)
      throws IOException, InterruptedException {
    String more = line;
    while (more != null) {
      more = output.readLine();
    }
    if (process.waitFor() != 0 || line == null) {
      throw new ClientFailedException(url, line);
    }
    return line;
  }

  /** The client's own jar and those of the driver for the URL: what a small function would have. */
  private static String classPath(String url) {
    Set<String> places = new LinkedHashSet<>();
    places.add(place(ClientProcess.class));
    if (url.startsWith("jdbc:postgresql:")) {
      places.add(place(loaded("org.postgresql.Driver")));
    } else if (url.startsWith("jdbc:aft://")) {
      places.add(place(loaded("dev.aft.driver.AftDriver")));
      places.add(place(loaded("dev.aft.protocol.Values")));
    } else {
      return System.getProperty("java.class.path");
    }
    return String.join(File.pathSeparator, places);
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name, false, ClientProcess.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the class path has no " + name, e);
    }
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of " + type + " is no path", e);
    }
  }
}
