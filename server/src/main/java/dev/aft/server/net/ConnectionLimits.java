package dev.aft.server.net;

import dev.aft.server.setting.Setting;
import dev.aft.server.setting.Settings;
import java.time.Duration;

/** The bounds of connections; {@link Setting} says what each means. */
record ConnectionLimits(
    int maxConnections,
    int maxHandshakes,
    Duration handshakeTimeout,
    Duration idleSessionTimeout,
    int maxMessageBytes,
    long receiveMemoryBytes,
    int maxPipelinedMessages,
    long maxPipelinedBytes,
    int writeBufferBytes) {

  static ConnectionLimits of(Settings settings) {
    return new ConnectionLimits(
        settings.intNumber(Setting.MAX_CONNECTIONS),
        settings.intNumber(Setting.MAX_HANDSHAKES),
        settings.duration(Setting.HANDSHAKE_TIMEOUT),
        settings.duration(Setting.IDLE_SESSION_TIMEOUT),
        settings.intNumber(Setting.MAX_MESSAGE_SIZE),
        settings.number(Setting.RECEIVE_MEMORY),
        settings.intNumber(Setting.MAX_PIPELINED_MESSAGES),
        settings.number(Setting.MAX_PIPELINED_SIZE),
        settings.intNumber(Setting.WRITE_BUFFER));
  }
}
