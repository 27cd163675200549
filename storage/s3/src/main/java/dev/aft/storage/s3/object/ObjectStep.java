package dev.aft.storage.s3.object;

import java.util.Locale;

/**
 * What a call of an {@link ObjectStore} does for the layout: names the places to die or to fail.
 */
public enum ObjectStep {
  LOG_PUT,
  MANIFEST_PUT,
  RUN_PUT,
  VALUE_PUT,
  OTHER_PUT,
  LOG_DELETE,
  MANIFEST_DELETE,
  RUN_DELETE,
  VALUE_DELETE,
  OTHER_DELETE,
  LOG_GET,
  MANIFEST_GET,
  RUN_GET,
  VALUE_GET,
  OTHER_GET,
  LIST;

  /**
   * The step of a call.
   *
   * @param name the first name it is about
   */
  public static ObjectStep of(ObjectCall.Kind kind, String name) {
    return switch (kind) {
      case CREATE_IF_ABSENT, PUT ->
          area(name, LOG_PUT, MANIFEST_PUT, RUN_PUT, VALUE_PUT, OTHER_PUT);
      case DELETE ->
          area(name, LOG_DELETE, MANIFEST_DELETE, RUN_DELETE, VALUE_DELETE, OTHER_DELETE);
      case GET, GET_RANGE -> area(name, LOG_GET, MANIFEST_GET, RUN_GET, VALUE_GET, OTHER_GET);
      case LIST -> LIST;
    };
  }

  private static ObjectStep area(
      String name,
      ObjectStep log,
      ObjectStep manifest,
      ObjectStep run,
      ObjectStep value,
      ObjectStep other) {
    return switch (name.substring(0, name.indexOf('/') + 1)) {
      case "log/" -> log;
      case "manifest/" -> manifest;
      case "run/" -> run;
      case "value/" -> value;
      default -> other;
    };
  }

  /** Lower case with a space, as in {@code log put}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
