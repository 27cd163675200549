package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import java.util.List;

/** How transactions begin. Called by the thread that holds the wire. */
interface Opening {
  /** Transactions that begin with BEGIN and nothing else. */
  Opening PLAIN =
      new Opening() {
        @Override
        public List<FrontendMessage> messages(boolean readOnly) {
          return readOnly ? Messages.BEGIN_READ_ONLY : Messages.BEGIN;
        }

        @Override
        public void begun() {}
      };

  /** One statement that begins the next transaction. */
  List<FrontendMessage> messages(boolean readOnly);

  /** The server has begun the transaction. */
  void begun();
}
