package dev.aft.driver;

import dev.aft.protocol.FrontendMessage;
import java.util.List;

/**
 * Messages that are too many to be sent at once: when both sides wait for the other to read,
 * neither goes on. So they come in chunks whose answers are sure to fit into the buffers between
 * the sides, and all answers of a chunk are read before the next is written.
 */
interface MessageSource {
  boolean hasNext();

  /** The next chunk, without Flush or Sync; the caller may add to the list. */
  List<FrontendMessage> next();

  /** The number of Execute messages in the chunk that {@link #next} gave last. */
  int executions();

  static MessageSource of(List<FrontendMessage> messages, int executions) {
    return new MessageSource() {
      private boolean given;

      @Override
      public boolean hasNext() {
        return !given;
      }

      @Override
      public List<FrontendMessage> next() {
        given = true;
        return messages;
      }

      @Override
      public int executions() {
        return executions;
      }
    };
  }
}
