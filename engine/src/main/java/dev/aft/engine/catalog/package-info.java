/**
 * Databases, schemas and tables, stored as data and read and changed through transactions, so that
 * changing a table is as atomic as changing its rows. {@link dev.aft.engine.catalog.Catalog} reads,
 * {@link dev.aft.engine.catalog.CatalogChanges} writes; the keys and the encoding are specified in
 * docs/formats/catalog.md.
 */
@NullMarked
package dev.aft.engine.catalog;

import org.jspecify.annotations.NullMarked;
