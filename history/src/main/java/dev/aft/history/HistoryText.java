package dev.aft.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text format of public checkers (Plume, AWDIT, PolySI): one operation a line, {@code
 * r(key,value,session,transaction)} or {@code w(...)}, in the order of the session; transaction
 * numbers are unique in the file, -1 marks what an aborted transaction did, value 0 is the absent
 * key. There are no blank lines and no comments.
 */
public final class HistoryText {
  private static final Pattern LINE =
      Pattern.compile("([rw])\\((\\d{1,18}),(\\d{1,18}),(\\d{1,18}),(-1|\\d{1,18})\\)");
  private static final long ABORTED = -1;

  private HistoryText() {}

  public static void write(History history, Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      write(history, out);
    }
  }

  /**
   * Writes the history. A transaction of unknown outcome is written as committed, in a session of
   * its own, if someone read its writes (it may have committed after later ones of its session),
   * else as aborted. Ticks and transactions without operations are not kept.
   */
  public static void write(History history, Appendable out) throws IOException {
    Versions versions = Versions.of(history);
    long freshSession = freshSession(history);
    for (int i = 0; i < history.transactions().size(); i++) {
      Transaction transaction = history.transactions().get(i);
      long id = versions.isVisible(i) ? transaction.id() : ABORTED;
      boolean alone = transaction.outcome() == Outcome.UNKNOWN && versions.isVisible(i);
      long session = alone ? freshSession++ : transaction.session();
      for (Operation operation : transaction.operations()) {
        out.append(operation instanceof Operation.Read ? "r(" : "w(")
            .append(Long.toString(operation.key()))
            .append(',')
            .append(Long.toString(operation.value()))
            .append(',')
            .append(Long.toString(session))
            .append(',')
            .append(Long.toString(id))
            .append(")\n");
      }
    }
  }

  private static long freshSession(History history) {
    return history.transactions().stream().mapToLong(Transaction::session).max().orElse(-1) + 1;
  }

  /**
   * @throws InvalidHistoryException with the number of the line that is malformed
   */
  public static History read(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(in);
    }
  }

  /**
   * Reads a history. Lines of one transaction need not stand together. Neighbouring lines of
   * aborted transactions of one session become one aborted transaction.
   *
   * @throws InvalidHistoryException with the number of the line that is malformed
   */
  public static History read(Reader in) throws IOException {
    BufferedReader lines = new BufferedReader(in);
    Parts parts = new Parts();
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      Matcher match = LINE.matcher(line);
      if (!match.matches()) {
        throw new InvalidHistoryException(
            "line "
                + number
                + ": expected r(key,value,session,transaction) or w(...), found: "
                + (line.length() > 80 ? line.substring(0, 80) + "..." : line));
      }
      parts.add(number, match);
    }
    return parts.history();
  }

  /** The transactions read so far, in the order of their first lines. */
  private static final class Parts {
    private final Map<Long, Part> byId = new LinkedHashMap<>();
    private final Map<Long, Part> openAborted = new HashMap<>();
    private final List<Part> all = new ArrayList<>();

    private record Part(long id, long session, List<Operation> operations) {}

    void add(int line, Matcher match) {
      long key = Long.parseLong(match.group(2));
      long value = Long.parseLong(match.group(3));
      long session = Long.parseLong(match.group(4));
      long id = Long.parseLong(match.group(5));
      Operation operation =
          match.group(1).equals("r")
              ? new Operation.Read(key, value)
              : new Operation.Write(key, value);
      Part part = id == ABORTED ? aborted(session) : running(line, session, id);
      part.operations().add(operation);
    }

    private Part aborted(long session) {
      return openAborted.computeIfAbsent(session, fresh -> started(ABORTED, fresh));
    }

    private Part running(int line, long session, long id) {
      openAborted.remove(session);
      Part part = byId.computeIfAbsent(id, fresh -> started(fresh, session));
      if (part.session() != session) {
        throw new InvalidHistoryException(
            "line "
                + line
                + ": transaction "
                + id
                + " is of session "
                + part.session()
                + " above, of session "
                + session
                + " here");
      }
      return part;
    }

    private Part started(long id, long session) {
      Part part = new Part(id, session, new ArrayList<>());
      all.add(part);
      return part;
    }

    History history() {
      long nextId = byId.keySet().stream().mapToLong(Long::longValue).max().orElse(-1) + 1;
      List<Transaction> transactions = new ArrayList<>(all.size());
      for (Part part : all) {
        boolean aborted = part.id() == ABORTED;
        transactions.add(
            new Transaction(
                aborted ? nextId++ : part.id(),
                part.session(),
                aborted ? Outcome.ABORTED : Outcome.COMMITTED,
                part.operations()));
      }
      return new History(transactions);
    }
  }
}
