/**
 * How rows become bytes: {@link dev.aft.engine.codec.KeyCodec} for the columns of the primary key,
 * in an order-preserving form, {@link dev.aft.engine.codec.RowCodec} for the others. Both formats
 * are specified in docs/formats/keys-and-rows.md.
 */
@NullMarked
package dev.aft.engine.codec;

import org.jspecify.annotations.NullMarked;
