package dev.aft.server.setting;

/** A setting that cannot be used. The message is written for the person who set it. */
public final class SettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingException(String message) {
    super(message);
  }
}
