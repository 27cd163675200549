/**
 * Two helpers for asynchronous code whose answers are mostly there already: {@link
 * dev.aft.engine.future.Futures} goes on inline when they are, {@link
 * dev.aft.engine.future.AsyncLoop} repeats a step any number of times without growing the stack.
 */
@NullMarked
package dev.aft.engine.future;

import org.jspecify.annotations.NullMarked;
