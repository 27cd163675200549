package dev.aft.grammar;

/**
 * A name as it is looked up: an unquoted name is folded to lower case, a quoted one is kept as
 * written.
 *
 * @param offset where it starts in the statement text, in UTF-16 units from 0; not part of equality
 */
public record Identifier(String name, int offset) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Identifier identifier && name.equals(identifier.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
