package jdk.crac;

/** As the platform has it. */
public class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;
}
