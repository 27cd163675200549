/**
 * The AFT paper's anomaly table (section 6.1.2): its workload straight on a store and through AFT,
 * recorded by the clients and judged by the history checker. {@link
 * dev.aft.benchmarks.anomalies.AnomalyWorkload} is what every client does.
 */
@NullMarked
package dev.aft.benchmarks.anomalies;

import org.jspecify.annotations.NullMarked;
