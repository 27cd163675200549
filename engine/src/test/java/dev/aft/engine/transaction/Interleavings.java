package dev.aft.engine.transaction;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Runs what two threads do under interleavings that Lincheck's model checker chooses: all with few
 * switches between the threads first. The checker runs the threads one at a time, so its verdict
 * does not depend on the machine.
 */
final class Interleavings {
  private static final int TRIED = Integer.getInteger("aft.lincheck.invocations", 40);

  private final List<String> trusted;

  private Interleavings(List<String> trusted) {
    this.trusted = trusted;
  }

  /** Methods of these classes are taken for atomic: they have checks of their own. */
  static Interleavings trusting(Class<?>... trusted) {
    return new Interleavings(Arrays.stream(trusted).map(Class::getName).toList());
  }

  /**
   * Fails when results could not come from the operations one after the other, when the {@code
   * Validate} method of the structure throws at the end, and when the threads wait for each other.
   *
   * @param scenarios the names of the operations of both threads, such as {@code "get put | put"}
   */
  void check(Class<?> structure, String... scenarios) {
    ModelCheckingOptions options =
        new ModelCheckingOptions()
            .iterations(0)
            .invocationsPerIteration(TRIED)
            .minimizeFailedScenario(false)
            .addGuarantee(forClasses(this::isTrusted).allMethods().treatAsAtomic());
    for (String scenario : scenarios) {
      options = options.addCustomScenario(parse(structure, scenario));
    }
    options.check(structure);
  }

  private boolean isTrusted(String name) {
    return trusted.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + "$"));
  }

  private static ExecutionScenario parse(Class<?> structure, String scenario) {
    List<List<Actor>> threads =
        Arrays.stream(scenario.split("\\|", -1))
            .map(thread -> actors(structure, thread.strip()))
            .toList();
    return new ExecutionScenario(List.of(), threads, List.of(), validation(structure));
  }

  private static List<Actor> actors(Class<?> structure, String names) {
    return Arrays.stream(names.split(" ", -1)).map(name -> actor(structure, name)).toList();
  }

  private static Actor actor(Class<?> structure, String name) {
    try {
      return new Actor(structure.getMethod(name), List.of());
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("operation=" + name, e);
    }
  }

  private static Actor validation(Class<?> structure) {
    for (Method method : structure.getMethods()) {
      if (method.isAnnotationPresent(Validate.class)) {
        return new Actor(method, List.of());
      }
    }
    throw new IllegalArgumentException("no validation in " + structure);
  }
}
