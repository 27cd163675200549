/**
 * Users, their rights and limits. They are entries of the catalog ({@link
 * dev.aft.engine.user.UserChanges} writes them), so they are as durable and as atomic as tables.
 * What a statement may do is decided by {@link dev.aft.engine.user.UserDirectory}, a picture of all
 * users in memory.
 */
@NullMarked
package dev.aft.engine.user;

import org.jspecify.annotations.NullMarked;
