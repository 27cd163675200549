package dev.aft.server.setting;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The checked values of all settings of one node. Immutable. */
public final class Settings {
  private final Map<Setting, Object> values;

  private Settings(Map<Setting, Object> values) {
    this.values = values;
  }

  /** Every setting at its default. */
  public static Settings defaults() {
    return of(Map.of());
  }

  /**
   * Reads the texts given, takes the default where there is none, and checks how they relate.
   *
   * @throws SettingException for a text that is no value of its setting, or values that do not go
   *     together
   */
  public static Settings of(Map<Setting, String> texts) {
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      values.put(setting, parse(setting, texts.getOrDefault(setting, setting.defaultText())));
    }
    Settings settings = new Settings(values);
    SettingRelations.check(settings);
    return settings;
  }

  static Object parse(Setting setting, String text) {
    try {
      return setting.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "setting " + setting.key() + " " + e.getMessage() + ", but is '" + text.strip() + "'");
    }
  }

  public String text(Setting setting) {
    return (String) value(setting);
  }

  public boolean isOn(Setting setting) {
    return (Boolean) value(setting);
  }

  public ListenAddress address(Setting setting) {
    return (ListenAddress) value(setting);
  }

  public Duration duration(Setting setting) {
    return (Duration) value(setting);
  }

  /** A number, or a size in bytes. */
  public long number(Setting setting) {
    return (Long) value(setting);
  }

  /** A number whose bounds lie within an int. */
  public int intNumber(Setting setting) {
    return Math.toIntExact(number(setting));
  }

  private Object value(Setting setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException("setting without a value: " + setting.key());
    }
    return value;
  }
}
