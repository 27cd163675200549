package dev.aft.grammar;

import dev.aft.grammar.antlr.AftSqlParser;
import java.util.HashSet;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNConfig;
import org.antlr.v4.runtime.atn.ATNConfigSet;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.atn.Transition;
import org.antlr.v4.runtime.dfa.DFA;

/**
 * Finds exactly where a statement goes wrong and what could have stood there, by following all ways
 * through the grammar at once. A parser that stops cannot tell: it has already left the optional
 * clauses behind that it did not take.
 */
final class ExpectedTokens extends ParserATNSimulator {
  /** Longer statements are not followed; they get the place alone. */
  private static final int MOST_TOKENS = 1_000;

  private ExpectedTokens(AftSqlParser parser) {
    super(parser, AftSqlParser._ATN, new DFA[0], new PredictionContextCache());
  }

  /**
   * @param index of the first token that no statement has after those before it
   * @param types of the tokens that could stand there; empty when not known
   */
  record Failure(int index, Set<Integer> types) {}

  /**
   * @param fallback the index to give when the statement is too long to follow
   */
  static Failure find(StatementTokens tokens, int fallback) {
    if (fallback > MOST_TOKENS) {
      return new Failure(fallback, Set.of());
    }
    AftSqlParser parser = new AftSqlParser(new ArrayTokenStream(tokens));
    return new ExpectedTokens(parser).follow(tokens, fallback);
  }

  private Failure follow(StatementTokens tokens, int fallback) {
    ATNConfigSet reached =
        computeStartState(
            atn.ruleToStartState[AftSqlParser.RULE_singleStatement], ParserRuleContext.EMPTY, true);
    int end = Math.min(tokens.size(), MOST_TOKENS);
    for (int index = 0; index < end; index++) {
      ATNConfigSet next = step(reached, tokens.get(index).getType());
      if (next.isEmpty()) {
        return new Failure(index, types(reached));
      }
      reached = next;
    }
    return new Failure(fallback, Set.of());
  }

  /** All places in the grammar that are reached from {@code configs} over one token. */
  private ATNConfigSet step(ATNConfigSet configs, int type) {
    ATNConfigSet next = new ATNConfigSet(true);
    Set<ATNConfig> busy = new HashSet<>();
    for (ATNConfig config : configs) {
      for (Transition transition : config.state.getTransitions()) {
        ATNState target = getReachableTarget(transition, type);
        if (target != null) {
          closure(new ATNConfig(config, target), next, busy, false, true, false);
        }
      }
    }
    return next;
  }

  private static Set<Integer> types(ATNConfigSet configs) {
    Set<Integer> types = new HashSet<>();
    for (ATNConfig config : configs) {
      for (Transition transition : config.state.getTransitions()) {
        if (!transition.isEpsilon() && transition.label() != null) {
          types.addAll(transition.label().toSet());
        }
      }
    }
    return types;
  }

  /** The types of the tokens that a rule can start with. */
  static Set<Integer> first(int rule) {
    ATN atn = AftSqlParser._ATN;
    Set<Integer> types = new HashSet<>(atn.nextTokens(atn.ruleToStartState[rule]).toSet());
    types.remove(Token.EPSILON);
    return Set.copyOf(types);
  }
}
