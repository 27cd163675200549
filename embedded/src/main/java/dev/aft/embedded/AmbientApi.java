package dev.aft.embedded;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the one class of this module that may take time and randomness from the machine. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface AmbientApi {}
