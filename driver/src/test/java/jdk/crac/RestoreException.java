package jdk.crac;

/** As the platform has it. */
public class RestoreException extends Exception {
  private static final long serialVersionUID = 1L;
}
