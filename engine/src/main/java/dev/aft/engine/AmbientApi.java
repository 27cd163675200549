package dev.aft.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the one class of this module that may read the ambient clock and randomness. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface AmbientApi {}
