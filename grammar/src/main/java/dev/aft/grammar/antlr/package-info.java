/**
 * The lexer and parser that ANTLR generates from {@code AftSql.g4}. Nothing here is written by
 * hand, and nothing outside {@code dev.aft.grammar} may use it.
 */
package dev.aft.grammar.antlr;
