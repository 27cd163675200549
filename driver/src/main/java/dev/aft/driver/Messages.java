package dev.aft.driver;

import dev.aft.protocol.Format;
import dev.aft.protocol.FrontendMessage;
import dev.aft.protocol.FrontendMessage.Bind;
import dev.aft.protocol.FrontendMessage.Describe;
import dev.aft.protocol.FrontendMessage.Execute;
import dev.aft.protocol.FrontendMessage.Flush;
import dev.aft.protocol.FrontendMessage.Parse;
import dev.aft.protocol.FrontendMessage.Sync;
import dev.aft.protocol.FrontendMessage.Target;
import dev.aft.protocol.Values;
import java.util.List;

/** Messages that are the same every time, made once. */
final class Messages {
  /** All results come in binary: no text is made or read for them. */
  static final List<Format> BINARY_RESULTS = List.of(Format.BINARY);

  static final FrontendMessage SYNC = new Sync();
  static final FrontendMessage FLUSH = new Flush();
  static final FrontendMessage EXECUTE_ALL = new Execute("", 0);
  static final FrontendMessage DESCRIBE_PORTAL = new Describe(Target.PORTAL, "");
  static final FrontendMessage BIND_NOTHING =
      new Bind("", "", List.of(), Values.EMPTY, BINARY_RESULTS);

  static final List<FrontendMessage> BEGIN = command("BEGIN");
  static final List<FrontendMessage> BEGIN_READ_ONLY = command("BEGIN READ ONLY");
  static final List<FrontendMessage> COMMIT = command("COMMIT");
  static final List<FrontendMessage> ROLLBACK = command("ROLLBACK");

  private Messages() {}

  /** A statement without parameters whose result nobody describes. */
  static List<FrontendMessage> command(String sql) {
    return List.of(new Parse("", sql, List.of()), BIND_NOTHING, EXECUTE_ALL);
  }
}
