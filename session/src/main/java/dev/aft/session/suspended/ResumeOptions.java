package dev.aft.session.suspended;

/**
 * What RESUME may say.
 *
 * @param takeover whether the transaction is taken from whoever holds it, or has passed it on
 * @param keepOnClose whether it goes back to the state of the token when the connection closes,
 *     instead of being aborted
 */
public record ResumeOptions(boolean takeover, boolean keepOnClose) {
  public static final ResumeOptions DEFAULT = new ResumeOptions(false, false);
}
