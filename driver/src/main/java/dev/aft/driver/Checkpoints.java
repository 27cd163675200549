package dev.aft.driver;

import dev.aft.driver.transport.TlsContexts;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes part in checkpoints of the process (CRaC, SnapStart): before one, sockets of idle
 * connections are closed; after the restore, each connection opens another at its next use. Found
 * by reflection, since the driver depends on nothing: without the library {@code org.crac} and
 * outside a platform that has {@code jdk.crac}, there is nothing to take part in.
 */
final class Checkpoints implements InvocationHandler {
  /** Found when the first connection is made. */
  private static final @Nullable Checkpoints PRESENT = find();

  private final Set<Wire> wires =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** What was registered: the platform keeps it weakly, so somebody else has to. */
  private final AtomicReference<@Nullable Object> registered = new AtomicReference<>();

  private Checkpoints() {}

  static void watch(Wire wire) {
    if (PRESENT != null) {
      PRESENT.wires.add(wire);
    }
  }

  private static @Nullable Checkpoints find() {
    for (String name : List.of("org.crac", "jdk.crac")) {
      try {
        return register(name);
      } catch (ClassNotFoundException e) {
        // Not on this platform: the usual case.
      } catch (ReflectiveOperationException | LinkageError e) {
        System.getLogger(Checkpoints.class.getName())
            .log(System.Logger.Level.WARNING, "connections take no part in checkpoints", e);
      }
    }
    return null;
  }

  private static Checkpoints register(String name) throws ReflectiveOperationException {
    ClassLoader loader = Checkpoints.class.getClassLoader();
    Class<?> core = Class.forName(name + ".Core", true, loader);
    Class<?> resource = Class.forName(name + ".Resource", true, loader);
    Object context = core.getMethod("getGlobalContext").invoke(null);
    Checkpoints handler = new Checkpoints();
    Object proxy = Proxy.newProxyInstance(loader, new Class<?>[] {resource}, handler);
    handler.registered.set(proxy);
    Class.forName(name + ".Context", true, loader)
        .getMethod("register", resource)
        .invoke(context, proxy);
    return handler;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws SQLException {
    switch (method.getName()) {
      case "beforeCheckpoint" -> {
        park();
        KnownKeys.forget();
        TlsContexts.forget();
      }
      case "afterRestore" -> TlsContexts.forget();
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        return "connections of AFT";
      }
    }
    return null;
  }

  private void park() throws SQLException {
    List<Wire> all;
    synchronized (wires) {
      all = new ArrayList<>(wires);
    }
    int busy = 0;
    for (Wire wire : all) {
      busy += wire.park() ? 0 : 1;
    }
    if (busy > 0) {
      throw SqlErrors.of(
          SqlErrors.ACTIVE_TRANSACTION,
          "no checkpoint can be taken while connections are in use: "
              + busy
              + " are inside a transaction or wait for an answer; commit or roll back first");
    }
  }
}
