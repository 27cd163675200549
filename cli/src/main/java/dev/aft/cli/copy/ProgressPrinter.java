package dev.aft.cli.copy;

import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Shows how a copy is getting on: one line that is drawn again and again on a terminal, a line now
 * and then elsewhere.
 */
final class ProgressPrinter implements CopyListener {
  private static final long SECOND = 1_000_000_000L;
  private static final long REDRAW_NANOS = SECOND / 5;
  private static final long LINE_NANOS = 10 * SECOND;
  private static final int BAR = 24;
  private static final double MEBIBYTE = 1 << 20;

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private Phase phase = Phase.COPYING;
  private OptionalLong about = OptionalLong.empty();
  private Volume atStart = Volume.NOTHING;
  private Volume now = Volume.NOTHING;
  private boolean started;
  private boolean open;
  private long startNanos;
  private long shownNanos;
  private int shownLength;

  ProgressPrinter(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begins(Phase next, OptionalLong expected) {
    ends();
    phase = next;
    about = expected;
    startNanos = nanoTime.getAsLong();
    shownNanos = startNanos;
    started = false;
    open = true;
    now = Volume.NOTHING;
    if (terminal) {
      show(false);
    }
  }

  @Override
  public void reached(Volume volume) {
    if (!started) {
      // What a run before this one has done says nothing of the speed of this one.
      atStart = phase == Phase.COPYING ? volume : Volume.NOTHING;
      started = true;
    }
    now = volume;
    long time = nanoTime.getAsLong();
    if (time - shownNanos >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
      shownNanos = time;
      show(false);
    }
  }

  @Override
  public void warns(String message) {
    endLine();
    out.println("aft: " + message);
  }

  /** The last word on the phase under way, if there is one. */
  void ends() {
    if (open) {
      show(true);
      endLine();
      open = false;
    }
  }

  /** The phase under way has no good end: leaves its line as it is. */
  void breaksOff() {
    endLine();
    open = false;
  }

  private void endLine() {
    if (shownLength > 0) {
      out.println();
      shownLength = 0;
    }
  }

  private void show(boolean done) {
    String line = line(done);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
      out.flush();
      shownLength = line.length();
    } else {
      out.println(line);
    }
  }

  private String line(boolean done) {
    double seconds = Math.max(0.001, (nanoTime.getAsLong() - startNanos) / (double) SECOND);
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-9s ", phase.word()));
    if (about.isPresent() || done) {
      line.append(bar(done ? 1 : share()));
    }
    line.append(
        String.format(
            Locale.ROOT,
            "%,d entries  %,.1f MiB  %,.1f MiB/s  ",
            now.entries(),
            now.bytes() / MEBIBYTE,
            (now.bytes() - atStart.bytes()) / MEBIBYTE / seconds));
    return line.append(done || about.isEmpty() ? "took " + time(seconds) : "ETA " + left(seconds))
        .toString();
  }

  /** The number expected may be an estimate: all is done only when it is done. */
  private double share() {
    double expected = Math.max(1, about.orElse(1));
    return Math.min(0.99, now.entries() / expected);
  }

  private static String bar(double share) {
    int filled = (int) (share * BAR);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  ",
        "=".repeat(filled),
        " ".repeat(BAR - filled),
        (int) (share * 100));
  }

  private String left(double seconds) {
    long done = now.entries() - atStart.entries();
    long left = Math.max(0, about.orElse(0) - now.entries());
    return done == 0 ? "--:--" : time(seconds * left / done);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3_600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
