/**
 * Pools and frameworks as their authors published them, against a node: what their users do every
 * day works, and what fails reaches them as the exception they expect. The parts marked as code of
 * a page are shown in {@code docs/frameworks}.
 */
@NullMarked
package dev.aft.conformance.frameworks;

import org.jspecify.annotations.NullMarked;
