package dev.aft.grammar;

/**
 * One statement of a text.
 *
 * @param text the statement's own text, without the semicolon; offsets in the tree count from its
 *     start; passwords in it are stars
 * @param startOffset where {@code text} starts in the whole text, in UTF-16 units
 * @param parameterCount the highest parameter number used; 0 for none
 */
public record ParsedStatement(
    Statement statement, String text, int startOffset, int parameterCount) {}
