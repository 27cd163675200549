package dev.aft.server.setting;

/** What must hold between settings. Checked once, before any thread starts. */
final class SettingRelations {
  private SettingRelations() {}

  static void check(Settings settings) {
    checkNotLess(settings, Setting.RECEIVE_MEMORY, Setting.MAX_MESSAGE_SIZE);
    checkAddressesDiffer(settings);
  }

  private static void checkNotLess(Settings settings, Setting greater, Setting lesser) {
    if (settings.number(greater) < settings.number(lesser)) {
      throw new SettingException(
          "setting " + greater.key() + " must not be less than setting " + lesser.key());
    }
  }

  private static void checkAddressesDiffer(Settings settings) {
    ListenAddress clients = settings.address(Setting.LISTEN);
    if (settings.isOn(Setting.METRICS)
        && clients.port() != 0
        && clients.equals(settings.address(Setting.METRICS_LISTEN))) {
      throw new SettingException(
          "settings listen and metrics-listen must differ, but both are " + clients);
    }
  }
}
