package jdk.crac;

/** As the platform has it. */
public abstract class Context<R extends Resource> implements Resource {
  public abstract void register(R resource);
}
