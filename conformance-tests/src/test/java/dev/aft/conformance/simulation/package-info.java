/**
 * The whole transaction layer under one seed on one thread: its clock, scheduler, worker,
 * randomness and store are simulated, and so are its clients. {@link
 * dev.aft.conformance.simulation.Simulation} runs one seed, {@link
 * dev.aft.conformance.simulation.Checker} judges what the clients saw. See {@code
 * docs/simulation.md}.
 */
@NullMarked
package dev.aft.conformance.simulation;

import org.jspecify.annotations.NullMarked;
