package dev.aft.grammar;

import dev.aft.grammar.SqlSyntaxException.Kind;
import dev.aft.grammar.antlr.AftSqlLexer;
import dev.aft.grammar.antlr.AftSqlParser.BareAliasContext;
import dev.aft.grammar.antlr.AftSqlParser.IdentifierContext;
import dev.aft.grammar.antlr.AftSqlParser.QualifiedNameContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Builds names: folded to lower case, or as written in quotes. */
final class NameBuilder {
  private final Scope scope;

  NameBuilder(Scope scope) {
    this.scope = scope;
  }

  Identifier identifier(Token token) {
    String text = token.getText();
    int offset = scope.offset(token);
    if (token.getType() != AftSqlLexer.QUOTED_IDENTIFIER) {
      return new Identifier(Names.lower(text), offset);
    }
    if (text.length() == 2) {
      throw scope.error(Kind.SYNTAX, token, "a name in double quotes is empty");
    }
    return new Identifier(text.substring(1, text.length() - 1).replace("\"\"", "\""), offset);
  }

  Identifier identifier(IdentifierContext context) {
    return identifier(context.getStart());
  }

  List<Identifier> identifiers(List<IdentifierContext> contexts) {
    List<Identifier> identifiers = new ArrayList<>(contexts.size());
    for (IdentifierContext context : contexts) {
      identifiers.add(identifier(context));
    }
    return identifiers;
  }

  /** The alias with or without AS; null when there is none. */
  @Nullable Identifier alias(@Nullable IdentifierContext afterAs, @Nullable BareAliasContext bare) {
    if (afterAs != null) {
      return identifier(afterAs);
    }
    return bare == null ? null : identifier(bare.getStart());
  }

  QualifiedName qualified(QualifiedNameContext context) {
    return qualified(context.identifier());
  }

  /**
   * @param parts one to three
   */
  QualifiedName qualified(List<IdentifierContext> parts) {
    int count = parts.size();
    return new QualifiedName(
        count > 2 ? identifier(parts.get(0)) : null,
        count > 1 ? identifier(parts.get(count - 2)) : null,
        identifier(parts.get(count - 1)));
  }
}
