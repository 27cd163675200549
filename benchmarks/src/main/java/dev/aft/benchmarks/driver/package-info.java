/**
 * {@code ./aft bench driver}: what the driver and the path behind it cost beside pgjdbc and
 * PostgreSQL.
 *
 * <p>The commands run here; what they measure runs in JVMs of its own, one for each sample, in
 * turns: {@code *Client} classes, which need nothing but the JDK and a driver.
 */
@NullMarked
package dev.aft.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
