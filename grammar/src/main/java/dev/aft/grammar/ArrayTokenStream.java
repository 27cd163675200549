package dev.aft.grammar;

import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;

/** The tokens of one statement as ANTLR's parser reads them: all there from the start. */
final class ArrayTokenStream implements TokenStream {
  private final StatementTokens tokens;
  private final int last;
  private int position;

  ArrayTokenStream(StatementTokens tokens) {
    this.tokens = tokens;
    this.last = tokens.size() - 1;
  }

  @Override
  public Token LT(int k) {
    int index = k > 0 ? position + k - 1 : position + k;
    return tokens.get(Math.max(0, Math.min(index, last)));
  }

  @Override
  public int LA(int i) {
    return LT(i).getType();
  }

  @Override
  public Token get(int index) {
    return tokens.get(index);
  }

  @Override
  public void consume() {
    if (position < last) {
      position++;
    }
  }

  @Override
  public int index() {
    return position;
  }

  @Override
  public void seek(int index) {
    position = Math.min(index, last);
  }

  @Override
  public int size() {
    return last + 1;
  }

  @Override
  public int mark() {
    return 0;
  }

  @Override
  public void release(int marker) {}

  @Override
  public TokenSource getTokenSource() {
    return tokens.get(0).getTokenSource();
  }

  @Override
  public String getText(Interval interval) {
    StringBuilder text = new StringBuilder();
    for (int i = interval.a; i <= Math.min(interval.b, last); i++) {
      text.append(tokens.get(i).getText());
    }
    return text.toString();
  }

  @Override
  public String getText() {
    return getText(Interval.of(0, last));
  }

  @Override
  public String getText(RuleContext context) {
    return getText(context.getSourceInterval());
  }

  @Override
  public String getText(Token start, Token stop) {
    return getText(Interval.of(start.getTokenIndex(), stop.getTokenIndex()));
  }

  @Override
  public String getSourceName() {
    return "statement";
  }
}
