package dev.aft.history;

import static dev.aft.history.CaseBuilder.found;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what is wrong: the transactions involved, their operations that matter, a sentence. */
final class Explainer {
  private final Versions versions;

  Explainer(Versions versions) {
    this.versions = versions;
  }

  private CaseBuilder newCase() {
    return new CaseBuilder(versions);
  }

  Violation contradicted(AnomalyKind kind, int index, Operation before, Operation read) {
    CaseBuilder builder = newCase().involve(index, before, read);
    Versions.Source source = versions.source(read.key(), read.value());
    if (source != null && source.transaction() != index) {
      involveWriter(builder, source.transaction(), index, read);
    }
    String sentence =
        builder.name(index)
            + (before instanceof Operation.Write ? " writes " : " reads ")
            + found(before.key(), before.value())
            + " and then reads "
            + found(read.key(), read.value())
            + ".";
    return builder.build(kind, sentence, index);
  }

  Violation thinAir(int index, Operation read) {
    CaseBuilder builder = newCase().involve(index, read);
    String sentence = builder.name(index) + " reads " + text(read) + ", which nobody wrote.";
    return builder.build(AnomalyKind.THIN_AIR_READ, sentence, index);
  }

  Violation future(int index, Operation read) {
    CaseBuilder builder =
        newCase().involve(index, read, new Operation.Write(read.key(), read.value()));
    String sentence =
        builder.name(index) + " reads " + text(read) + " before it writes that value itself.";
    return builder.build(AnomalyKind.FUTURE_READ, sentence, index);
  }

  Violation dirty(int index, Operation read, int writer) {
    CaseBuilder builder = newCase();
    involveWriter(builder, writer, index, read);
    String sentence =
        builder.name(index)
            + " reads "
            + text(read)
            + ", written by "
            + builder.name(writer)
            + ", which aborted.";
    return builder.build(AnomalyKind.DIRTY_READ, sentence, index);
  }

  Violation intermediate(int index, Operation read, int writer) {
    CaseBuilder builder = newCase();
    involveWriter(builder, writer, index, read);
    builder.wrote(writer, read.key());
    String sentence =
        builder.name(index)
            + " reads "
            + text(read)
            + " from "
            + builder.name(writer)
            + ", which overwrote it with "
            + builder.lastValue(writer, read.key())
            + " before it committed.";
    return builder.build(AnomalyKind.INTERMEDIATE_READ, sentence, index);
  }

  private static void involveWriter(CaseBuilder builder, int writer, int index, Operation read) {
    builder
        .involve(writer, new Operation.Write(read.key(), read.value()))
        .involve(index, read)
        .arrow(writer, index, builder.name(index) + " reads " + text(read));
  }

  private static String text(Operation operation) {
    return found(operation.key(), operation.value());
  }

  Violation fracturedByAbsence(Edge edge) {
    CaseBuilder builder = seenInPart(edge);
    String sentence = seenSentence(builder, edge) + ".";
    return builder.build(AnomalyKind.FRACTURED_READ, sentence, edge.reader());
  }

  Violation fractured(Edge edge, Edge opposite) {
    CaseBuilder builder = seenInPart(edge);
    String older = why(builder, opposite, edge);
    return builder.build(
        AnomalyKind.FRACTURED_READ, seenSentence(builder, edge) + older, edge.reader());
  }

  Violation lostSessionWrite(Edge edge, @Nullable Edge opposite) {
    CaseBuilder builder = newCase().wrote(edge.from(), edge.key());
    builder.arrow(edge.from(), edge.reader(), "earlier in the session");
    builder.reads(edge.to(), edge.reader(), edge.key());
    String sentence =
        builder.name(edge.reader())
            + " reads "
            + value(builder, edge)
            + ", although its own session had committed "
            + found(edge.key(), builder.lastValue(edge.from(), edge.key()))
            + " in "
            + builder.name(edge.from())
            + " before"
            + (opposite == null ? "." : why(builder, opposite, edge));
    return builder.build(AnomalyKind.LOST_SESSION_WRITE, sentence, edge.reader());
  }

  /** The writer seen, the writer of the older version, and the reader that saw both. */
  private CaseBuilder seenInPart(Edge edge) {
    return newCase()
        .reads(edge.from(), edge.reader(), edge.seenKey())
        .wrote(edge.from(), edge.key())
        .reads(edge.to(), edge.reader(), edge.key());
  }

  private String seenSentence(CaseBuilder builder, Edge edge) {
    return builder.name(edge.reader())
        + " reads "
        + found(edge.seenKey(), builder.lastValue(edge.from(), edge.seenKey()))
        + " from "
        + builder.name(edge.from())
        + " and "
        + value(builder, edge)
        + ", although "
        + builder.name(edge.from())
        + " also wrote "
        + found(edge.key(), builder.lastValue(edge.from(), edge.key()));
  }

  /** What the reader found under the key instead. */
  private static String value(CaseBuilder builder, Edge edge) {
    return edge.to() == Versions.INITIAL
        ? found(edge.key(), Operation.ABSENT)
        : found(edge.key(), builder.lastValue(edge.to(), edge.key()))
            + " from "
            + builder.name(edge.to());
  }

  private static String why(CaseBuilder builder, Edge opposite, Edge edge) {
    String first = builder.name(opposite.from());
    String second = builder.name(opposite.to());
    return switch (opposite.reason()) {
      case SESSION -> {
        builder.arrow(opposite.from(), opposite.to(), "earlier in the session");
        yield "; and " + first + " is older: its session did " + second + " afterwards.";
      }
      case READS -> {
        builder.reads(opposite.from(), opposite.to(), opposite.key());
        yield "; and " + first + " is older: " + second + " had read from it.";
      }
      case SEEN_IN_TRANSACTION, SEEN_IN_SESSION -> {
        builder.wrote(edge.to(), opposite.key());
        yield "; and "
            + first
            + " wrote "
            + found(opposite.key(), builder.lastValue(opposite.from(), opposite.key()))
            + " too: both are seen only in part.";
      }
    };
  }

  Violation circle(AnomalyKind kind, List<Edge> circle) {
    CaseBuilder builder = newCase();
    StringBuilder sentence =
        new StringBuilder(
            kind == AnomalyKind.CIRCULAR_READS
                ? "Each of these must have committed before the next, in a circle: "
                : "No order of commits explains these reads: ");
    for (Edge edge : circle) {
      builder.involve(edge.from());
    }
    for (int i = 0; i < circle.size(); i++) {
      sentence.append(i == 0 ? "" : "; ").append(link(builder, circle.get(i)));
    }
    return builder.build(kind, sentence.append('.').toString(), circle.get(0).reader());
  }

  private static String link(CaseBuilder builder, Edge edge) {
    String before = builder.name(edge.from()) + " before " + builder.name(edge.to()) + " since ";
    String reader = builder.name(edge.reader());
    switch (edge.reason()) {
      case SESSION -> {
        builder.arrow(edge.from(), edge.to(), "earlier in the session");
        return before + "its session did so";
      }
      case READS -> {
        builder.reads(edge.from(), edge.to(), edge.key());
        return before
            + reader
            + " reads "
            + found(edge.key(), builder.lastValue(edge.from(), edge.key()))
            + " from it";
      }
      case SEEN_IN_TRANSACTION, SEEN_IN_SESSION -> {
        derived(builder, edge);
        return before
            + reader
            + " knows "
            + builder.name(edge.from())
            + " and reads "
            + found(edge.key(), builder.lastValue(edge.to(), edge.key()))
            + " from "
            + builder.name(edge.to());
      }
    }
    throw new IllegalStateException("an unknown reason: " + edge.reason());
  }

  private static void derived(CaseBuilder builder, Edge edge) {
    builder.wrote(edge.from(), edge.key()).wrote(edge.to(), edge.key());
    if (edge.reason() == Edge.Reason.SEEN_IN_SESSION) {
      builder.arrow(edge.from(), edge.reader(), "earlier in the session");
    } else {
      builder.reads(edge.from(), edge.reader(), edge.seenKey());
    }
    builder.reads(edge.to(), edge.reader(), edge.key());
    builder.arrow(edge.from(), edge.to(), "so before");
  }
}
