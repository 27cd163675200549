package dev.aft.server.tls;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.SettingException;
import dev.aft.server.setting.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the files of the settings hold at one moment.
 *
 * @param texts of the settings that name a file
 * @param paths of the same
 */
record TlsFiles(Map<Setting, String> texts, Map<Setting, Path> paths) {
  /** Certificates with their chains are a few KiB. */
  private static final long MAX_BYTES = 1 << 20;

  private static final Setting[] NAMING_FILES = {
    Setting.TLS_CERTIFICATE, Setting.TLS_KEY, Setting.TLS_CLIENT_CA
  };

  TlsFiles {
    texts = Map.copyOf(texts);
    paths = Map.copyOf(paths);
  }

  /**
   * Reads them all; the contents are not looked at.
   *
   * @throws SettingException when one cannot be read
   */
  static TlsFiles read(Settings settings) {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    Map<Setting, Path> paths = new EnumMap<>(Setting.class);
    for (Setting setting : NAMING_FILES) {
      String name = settings.text(setting);
      if (!name.isEmpty()) {
        Path path = Path.of(name);
        paths.put(setting, path);
        texts.put(setting, read(setting, path));
      }
    }
    return new TlsFiles(texts, paths);
  }

  private static String read(Setting setting, Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new SettingException(named(setting, path) + " is too large for a PEM file");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new SettingException(named(setting, path) + " does not exist");
    } catch (IOException e) {
      throw new SettingException(named(setting, path) + " cannot be read: " + e);
    }
  }

  private static String named(Setting setting, Path path) {
    return "the file of setting " + setting.key() + ", " + path.toAbsolutePath() + ",";
  }

  /** For messages: which file, and which setting named it. */
  String name(Setting setting) {
    Path path = paths.get(setting);
    return path == null ? "setting " + setting.key() : named(setting, path);
  }

  /** The content of the file of {@code setting}; empty without one. */
  String text(Setting setting) {
    return texts.getOrDefault(setting, "");
  }
}
