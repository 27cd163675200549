package dev.aft.conformance.jdbc;

import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.NamingManager;

/** A naming service in memory that keeps references only, as those of containers do. */
public final class MemoryNaming implements InitialContextFactory {
  private static final Map<String, Reference> BOUND = new HashMap<>();

  static void install() {
    BOUND.clear();
  }

  @SuppressWarnings("JdkObsolete") // JNDI wants this class
  static Hashtable<String, String> environment() {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, MemoryNaming.class.getName());
    return environment;
  }

  @Override
  public Context getInitialContext(Hashtable<?, ?> environment) {
    return (Context)
        java.lang.reflect.Proxy.newProxyInstance(
            MemoryNaming.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "bind" -> bind(String.valueOf(arguments[0]), arguments[1]);
                  case "lookup" -> lookup(String.valueOf(arguments[0]));
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Object bind(String name, Object bound) throws NamingException {
    BOUND.put(name, ((Referenceable) bound).getReference());
    return name;
  }

  private static Object lookup(String name) throws Exception {
    Reference reference = BOUND.get(name);
    if (reference == null) {
      throw new NameNotFoundException(name);
    }
    return NamingManager.getObjectInstance(reference, null, null, environment());
  }
}
