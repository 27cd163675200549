package dev.aft.driver;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the one class that may read the ambient clock and randomness. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface AmbientApi {}
