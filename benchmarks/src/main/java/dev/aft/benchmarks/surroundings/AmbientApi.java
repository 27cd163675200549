package dev.aft.benchmarks.surroundings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the one class that reads clocks and sleeps for the benchmarks. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface AmbientApi {}
