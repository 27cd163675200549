package dev.aft.engine.plan;

import dev.aft.engine.catalog.VirtualTable;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a statement works on.
 *
 * @param codec null when the rows are not stored
 * @param access null when the rows are not stored
 * @param virtual null unless the table is virtual; without codec and virtual there is one row
 *     without columns
 * @param gate conditions without columns: when they do not hold, there are no rows
 * @param filter all conditions with columns
 * @param residual those of them that exact keys leave to be checked
 */
public record RowsPlan(
    @Nullable TableCodec codec,
    @Nullable KeyAccessPlan access,
    @Nullable VirtualTable virtual,
    Filter gate,
    Filter filter,
    Filter residual) {
  /** The codec of a plan over a stored table. */
  public TableCodec storedCodec() {
    if (codec == null) {
      throw new IllegalStateException("the rows of this plan are not stored");
    }
    return codec;
  }

  /** Whether at most one row is read. */
  public boolean isPointRead() {
    return access != null && access.kind() == KeyAccessPlan.Kind.POINT_READ;
  }
}
