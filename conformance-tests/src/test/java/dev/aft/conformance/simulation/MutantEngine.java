package dev.aft.conformance.simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs simulations of a mutant: its class is compiled from the changed source, and engine and
 * simulation are loaded once more around it. The engine itself has no hook for that.
 */
final class MutantEngine {
  private static final String ENGINE = "dev.aft.engine.";
  private static final String SIMULATION = "dev.aft.conformance.simulation.";
  private static final String PACKAGE = ENGINE + "transaction.";

  private final ClassLoader loader;

  private MutantEngine(Map<String, byte[]> classes) {
    this.loader = new MutantLoader(classes);
  }

  static MutantEngine of(Mutant mutant) throws IOException {
    Path source =
        Path.of(System.getProperty("basedir", "."))
            .resolve("../engine/src/main/java")
            .resolve((PACKAGE + mutant.type()).replace('.', '/') + ".java");
    return new MutantEngine(compile(mutant, mutant.applyTo(Files.readString(source))));
  }

  /** The engine as it is, loaded in the same way. */
  static MutantEngine unchanged() {
    return new MutantEngine(Map.of());
  }

  /** The violations of a seed. */
  List<?> run(long seed) throws ReflectiveOperationException {
    Class<?> simulation = loader.loadClass(SIMULATION + "Simulation");
    Object result =
        Objects.requireNonNull(
            simulation.getMethod("run", long.class, boolean.class).invoke(null, seed, false));
    Object violations = result.getClass().getMethod("violations").invoke(result);
    return (List<?>) Objects.requireNonNull(violations);
  }

  private static Map<String, byte[]> compile(Mutant mutant, String source) throws IOException {
    JavaCompiler compiler =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "needs a JDK");
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Compiled compiled = new Compiled(files);
      boolean done =
          compiler
              .getTask(
                  messages,
                  compiled,
                  null,
                  List.of(
                      "-proc:none",
                      "-implicit:none",
                      "-nowarn",
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  List.of(new Source(mutant.type(), source)))
              .call();
      if (!done) {
        throw new IllegalStateException(mutant + " does not compile: " + messages);
      }
      return compiled.classes();
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(
          URI.create("string:///" + PACKAGE.replace('.', '/') + type + ".java"),
          JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps in memory what the compiler writes. */
  private static final class Compiled extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> outputs = new HashMap<>();

    Compiled(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      outputs.put(name, output);
      return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
        @Override
        public OutputStream openOutputStream() {
          return output;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new HashMap<>();
      outputs.forEach((name, output) -> classes.put(name, output.toByteArray()));
      return classes;
    }
  }

  /** Loads engine and simulation by itself; everything else is shared. */
  private static final class MutantLoader extends ClassLoader {
    private final Map<String, byte[]> changed;

    MutantLoader(Map<String, byte[]> changed) {
      super(MutantEngine.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(ENGINE) && !name.startsWith(SIMULATION)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
