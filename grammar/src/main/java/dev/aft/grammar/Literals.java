package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import org.antlr.v4.runtime.Token;

/** Reads numbers and strings from their tokens. */
final class Literals {
  /** Longer numbers cost time out of proportion to their use. */
  private static final int MOST_DIGITS = 2_000;

  private static final int HIGHEST_EXPONENT = 1_000;

  private final Scope scope;

  Literals(Scope scope) {
    this.scope = scope;
  }

  Expression number(Token token) {
    String text = token.getText();
    int offset = scope.offset(token);
    if (text.length() > MOST_DIGITS) {
      throw scope.error(Kind.LITERAL, token, "a number of more than " + MOST_DIGITS + " digits");
    }
    return switch (token.getType()) {
      case AftSqlLexer.INTEGER -> new Expression.IntegerLiteral(new BigInteger(text), offset);
      case AftSqlLexer.DECIMAL -> new Expression.DecimalLiteral(new BigDecimal(text), offset);
      default -> new Expression.DoubleLiteral(scientific(token, text), offset);
    };
  }

  private BigDecimal scientific(Token token, String text) {
    int mark = Names.lower(text).indexOf('e');
    String exponent = text.substring(mark + 1);
    if (exponent.length() > 9 || Math.abs(Integer.parseInt(exponent)) > HIGHEST_EXPONENT) {
      throw scope.error(
          Kind.LITERAL, token, "an exponent beyond " + HIGHEST_EXPONENT + " is out of range");
    }
    return new BigDecimal(text);
  }

  String binary(Token token) {
    String hexadecimal = content(token, 2);
    for (int i = 0; i < hexadecimal.length(); i++) {
      if (!HexFormat.isHexDigit(hexadecimal.charAt(i))) {
        throw scope.error(Kind.LITERAL, token, "X'...' holds hexadecimal digits only");
      }
    }
    if (hexadecimal.length() % 2 != 0) {
      throw scope.error(Kind.LITERAL, token, "X'...' needs two hexadecimal digits for each byte");
    }
    return Names.lower(hexadecimal);
  }

  String string(Token token) {
    return switch (token.getType()) {
      case AftSqlLexer.STRING -> content(token, 1).replace("''", "'");
      case AftSqlLexer.ESCAPE_STRING -> unescape(token, content(token, 2));
      default -> dollarQuoted(token.getText());
    };
  }

  private static String content(Token token, int opening) {
    String text = token.getText();
    return text.substring(opening, text.length() - 1);
  }

  private static String dollarQuoted(String text) {
    int tag = text.indexOf('$', 1) + 1;
    return text.substring(tag, text.length() - tag);
  }

  private String unescape(Token token, String raw) {
    StringBuilder result = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 1 < raw.length()) {
        i = escape(token, raw, i + 1, result);
      } else {
        result.append(c);
        if (c == '\'') {
          i++;
        }
      }
    }
    return result.toString();
  }

  /** Appends what the escape at {@code i} means; returns the index of its last character. */
  private int escape(Token token, String raw, int i, StringBuilder result) {
    char c = raw.charAt(i);
    switch (c) {
      case 'b' -> result.append('\b');
      case 'f' -> result.append('\f');
      case 'n' -> result.append('\n');
      case 'r' -> result.append('\r');
      case 't' -> result.append('\t');
      case 'u' -> {
        return digits(token, raw, i + 1, 4, 4, 16, result);
      }
      case 'U' -> {
        return digits(token, raw, i + 1, 8, 8, 16, result);
      }
      case 'x' -> {
        return digits(token, raw, i + 1, 1, 2, 16, result);
      }
      default -> {
        if (c >= '0' && c <= '7') {
          return digits(token, raw, i, 1, 3, 8, result);
        }
        result.append(c);
      }
    }
    return i;
  }

  private int digits(
      Token token, String raw, int start, int least, int most, int radix, StringBuilder result) {
    int end = start;
    while (end < raw.length() && end < start + most && isDigit(raw.charAt(end), radix)) {
      end++;
    }
    if (end - start < least) {
      throw scope.error(Kind.LITERAL, token, "an escape in the string lacks digits");
    }
    long codePoint = Long.parseLong(raw.substring(start, end), radix);
    if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
      throw scope.error(Kind.LITERAL, token, "an escape in the string is not a character");
    }
    result.appendCodePoint((int) codePoint);
    return end - 1;
  }

  private static boolean isDigit(char c, int radix) {
    return c < 0x80 && Character.digit(c, radix) >= 0;
  }
}
