package dev.aft.driver;

/** The version of the driver. */
final class DriverVersion {
  static final int MAJOR = 0;
  static final int MINOR = 1;
  static final String NAME = "AFT JDBC driver";
  static final String TEXT = MAJOR + "." + MINOR;

  private DriverVersion() {}
}
