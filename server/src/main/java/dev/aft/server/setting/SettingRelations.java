package dev.aft.server.setting;

/** What must hold between settings. Checked once, before any thread starts. */
final class SettingRelations {
  private SettingRelations() {}

  static void check(Settings settings) {
    checkNotLess(settings, Setting.RECEIVE_MEMORY, Setting.MAX_MESSAGE_SIZE);
    checkNotLess(settings, Setting.TRANSACTION_MEMORY, Setting.TRANSACTION_WRITE_BUFFER);
    checkNotLess(settings, Setting.MAX_TRANSACTION_SIZE, Setting.TRANSACTION_WRITE_BUFFER);
    checkWriteFits(settings);
    checkCollectionKeepsUp(settings);
    checkKeysOutliveTransactions(settings);
    checkAddressesDiffer(settings);
    checkTls(settings);
  }

  private static void checkTls(Settings settings) {
    if (!settings.text(Setting.TLS).equals("off")) {
      checkSet(settings, Setting.TLS_CERTIFICATE, Setting.TLS);
      checkSet(settings, Setting.TLS_KEY, Setting.TLS);
    }
    if (!settings.text(Setting.TLS_CLIENT_AUTH).equals("none")) {
      checkSet(settings, Setting.TLS_CLIENT_CA, Setting.TLS_CLIENT_AUTH);
      if (settings.text(Setting.TLS).equals("off")) {
        throw new SettingException(
            "setting tls-client-auth needs setting tls to be allow or require");
      }
    }
  }

  private static void checkSet(Settings settings, Setting needed, Setting by) {
    if (settings.text(needed).isEmpty()) {
      throw new SettingException(
          "setting "
              + by.key()
              + " = "
              + settings.text(by)
              + " needs setting "
              + needed.key()
              + ", the name of a PEM file");
    }
  }

  private static void checkWriteFits(Settings settings) {
    long write = settings.number(Setting.MAX_KEY_SIZE) + settings.number(Setting.MAX_VALUE_SIZE);
    if (write > settings.number(Setting.TRANSACTION_WRITE_BUFFER)) {
      throw new SettingException(
          "settings max-key-size and max-value-size together must not be more than setting"
              + " transaction-write-buffer");
    }
  }

  private static void checkCollectionKeepsUp(Settings settings) {
    if (settings
            .duration(Setting.COLLECTION_INTERVAL)
            .compareTo(settings.duration(Setting.TRANSACTION_LIFETIME))
        > 0) {
      throw new SettingException(
          "setting collection-interval must not be more than setting transaction-lifetime");
    }
  }

  private static void checkKeysOutliveTransactions(Settings settings) {
    if (settings
            .duration(Setting.IDEMPOTENCY_KEY_LIFETIME)
            .compareTo(settings.duration(Setting.TRANSACTION_LIFETIME))
        < 0) {
      throw new SettingException(
          "setting idempotency-key-lifetime must not be less than setting transaction-lifetime");
    }
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
