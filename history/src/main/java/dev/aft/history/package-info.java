/**
 * Decides from the outside whether a store kept its promises: clients record what they read and
 * wrote with a {@link dev.aft.history.HistoryRecorder}, {@link dev.aft.history.HistoryChecker}
 * decides read atomicity (the axioms of Biswas and Enea, OOPSLA 2019), {@link
 * dev.aft.history.HistoryText} exchanges histories with public checkers. It knows nothing of any
 * implementation; start with {@link dev.aft.history.HistoryChecker}.
 */
@NullMarked
package dev.aft.history;

import org.jspecify.annotations.NullMarked;
