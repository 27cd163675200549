package dev.aft.server;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A node in a process of its own that tells how much memory it uses, whenever it is asked. */
final class IdleTlsNode {
  private IdleTlsNode() {}

  /** The folder has {@code node.pem} and {@code node.key}. Ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    texts.put(Setting.STORAGE, "memory:idle");
    texts.put(Setting.LISTEN, "127.0.0.1:0");
    texts.put(Setting.METRICS, "off");
    texts.put(Setting.MAX_CONNECTIONS, "20000");
    texts.put(Setting.TLS, "require");
    texts.put(Setting.TLS_CERTIFICATE, Path.of(arguments[0], "node.pem").toString());
    texts.put(Setting.TLS_KEY, Path.of(arguments[0], "node.key").toString());
    PrintStream out = System.out;
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (AftServer server = AftServer.start(Settings.of(texts))) {
      out.println("port " + server.address().getPort());
      while (in.readLine() != null) {
        out.println("memory " + usedHeap() + " " + PlatformDependent.usedDirectMemory());
      }
    }
  }

  private static long usedHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
