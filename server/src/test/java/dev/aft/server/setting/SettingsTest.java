package dev.aft.server.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @Test
  void defaultsAreWithinTheirOwnBoundsAndGoTogether() {
    Settings settings = Settings.defaults();
    assertEquals(new ListenAddress("127.0.0.1", 7654), settings.address(Setting.LISTEN));
    assertEquals(32L << 20, settings.number(Setting.MAX_MESSAGE_SIZE));
    assertEquals(Duration.ofSeconds(30), settings.duration(Setting.DRAIN_TIMEOUT));
    assertTrue(settings.isOn(Setting.METRICS));
    assertFalse(Settings.of(Map.of(Setting.METRICS, "off")).isOn(Setting.METRICS));
  }

  @ParameterizedTest
  @CsvSource({
    "MAX_CONNECTIONS, 0",
    "MAX_CONNECTIONS, many",
    "MAX_CONNECTIONS, 1000001",
    "MAX_MESSAGE_SIZE, 1 KiB",
    "MAX_MESSAGE_SIZE, 16",
    "MAX_MESSAGE_SIZE, 999999999999999 GiB",
    "HANDSHAKE_TIMEOUT, 1 ms",
    "HANDSHAKE_TIMEOUT, 1 fortnight",
    "LISTEN, localhost",
    "LISTEN, localhost:65536",
    "LISTEN, ::1:7654",
    "METRICS, perhaps",
    "LOG_LEVEL, LOUD",
    "STORAGE, ' '"
  })
  void wrongTextIsRefusedWithTheNameOfTheSetting(Setting setting, String text) {
    SettingException refusal =
        assertThrows(SettingException.class, () -> Settings.of(Map.of(setting, text)));
    assertTrue(String.valueOf(refusal.getMessage()).contains(setting.key()));
  }

  @Test
  void receiveMemoryBelowOneMessageIsRefused() {
    assertThrows(
        SettingException.class,
        () ->
            Settings.of(
                Map.of(Setting.RECEIVE_MEMORY, "1 MiB", Setting.MAX_MESSAGE_SIZE, "2 MiB")));
  }

  @Test
  void bytesOfOneWriteMustFitIntoATransaction() {
    assertThrows(
        SettingException.class,
        () -> Settings.of(Map.of(Setting.TRANSACTION_WRITE_BUFFER, "16 MiB")));
  }

  @Test
  void collectionSlowerThanTheLifetimeIsRefused() {
    assertThrows(
        SettingException.class,
        () ->
            Settings.of(
                Map.of(
                    Setting.TRANSACTION_LIFETIME, "30 s", Setting.COLLECTION_INTERVAL, "1 min")));
  }

  @Test
  void sameAddressForClientsAndMetricsIsRefusedUnlessThePortIsFree() {
    assertThrows(
        SettingException.class,
        () -> Settings.of(Map.of(Setting.METRICS_LISTEN, "127.0.0.1:7654")));
    Settings.of(Map.of(Setting.LISTEN, "127.0.0.1:0", Setting.METRICS_LISTEN, "127.0.0.1:0"));
  }

  @Test
  void bracketsMarkAnIpv6Address() {
    assertEquals(new ListenAddress("::1", 80), ListenAddress.parse("[::1]:80"));
    assertEquals("[::1]:80", new ListenAddress("::1", 80).toString());
  }
}
