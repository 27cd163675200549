package dev.aft.server.setting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings the sources of settings together, in rising order: file, environment, flags. */
public final class SettingsReader {
  private static final String PREFIX = "AFT_";

  /** Variables that others read: the launcher, and the choice of the file itself. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "AFT_BUILD",
          "AFT_CONFIG",
          "AFT_HOME",
          "AFT_JAVA_OPTS",
          "AFT_PASSWORD",
          "AFT_TERMINAL",
          "AFT_VERSION");

  private SettingsReader() {}

  /**
   * @param file null when there is none
   * @param environment all variables; those that do not start with {@code AFT_} are not ours
   * @throws SettingException for whatever is wrong, naming where it stands
   */
  public static Settings read(
      @Nullable Path file, Map<String, String> environment, Map<Setting, String> flags) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    if (file != null) {
      texts.putAll(readFile(file));
    }
    texts.putAll(readEnvironment(environment));
    flags.forEach((setting, text) -> putChecked(texts, setting, text, "flag " + setting.flag()));
    return Settings.of(texts);
  }

  static Map<Setting, String> readFile(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SettingException("cannot read the configuration file " + file + ": " + e);
    }
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    for (int i = 0; i < lines.size(); i++) {
      readLine(lines.get(i).strip(), file + " line " + (i + 1), texts);
    }
    return texts;
  }

  private static void readLine(String line, String where, Map<Setting, String> texts) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int equals = line.indexOf('=');
    if (equals <= 0) {
      throw new SettingException(where + ": expected key = value, found '" + line + "'");
    }
    String key = line.substring(0, equals).strip();
    Setting setting =
        Setting.ofKey(key)
            .orElseThrow(
                () ->
                    new SettingException(
                        where
                            + ": unknown setting '"
                            + key
                            + "'; did you mean '"
                            + NearestName.of(key, Setting::key).key()
                            + "'?"));
    if (texts.containsKey(setting)) {
      throw new SettingException(where + ": setting " + key + " stands here a second time");
    }
    putChecked(texts, setting, unquote(line.substring(equals + 1).strip()), where);
  }

  private static String unquote(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  static Map<Setting, String> readEnvironment(Map<String, String> environment) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    // Sorted, so that of several mistakes the same one is named each time.
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (name.startsWith(PREFIX) && !isForOthers(name)) {
                putChecked(texts, ofVariable(name), text, "environment variable " + name);
              }
            });
    return texts;
  }

  /** Kubernetes gives every container variables of this form when a service is called "aft". */
  private static boolean isForOthers(String name) {
    return OTHER_VARIABLES.contains(name)
        || name.startsWith("AFT_SERVICE_")
        || name.equals("AFT_PORT")
        || name.startsWith("AFT_PORT_");
  }

  private static Setting ofVariable(String name) {
    String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    return Setting.ofKey(key)
        .orElseThrow(
            () ->
                new SettingException(
                    "unknown environment variable "
                        + name
                        + "; did you mean "
                        + NearestName.of(key, Setting::key).variable()
                        + "?"));
  }

  private static void putChecked(
      Map<Setting, String> texts, Setting setting, String text, String where) {
    try {
      Settings.parse(setting, text);
    } catch (SettingException e) {
      throw new SettingException(where + ": " + e.getMessage());
    }
    texts.put(setting, text);
  }
}
