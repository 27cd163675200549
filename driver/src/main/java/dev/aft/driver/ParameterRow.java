package dev.aft.driver;

import dev.aft.protocol.BinaryValues;
import dev.aft.protocol.Format;
import dev.aft.protocol.InvalidValueException;
import dev.aft.protocol.ProtocolException;
import dev.aft.protocol.TypeId;
import dev.aft.protocol.Utf8;
import dev.aft.protocol.Values;
import dev.aft.protocol.ValuesBuilder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a statement's parameters. A value is of the class of its type, or text of type
 * UNSPECIFIED, which the server reads as whatever type the parameter has.
 */
final class ParameterRow {
  /** The wire counts them in 16 bits. */
  private static final int MAX_PARAMETERS = 0xffff;

  private static final List<Format> ALL_BINARY = List.of(Format.BINARY);

  private final @Nullable Object[] values;
  private final int[] typeIds;
  private final boolean[] set;

  ParameterRow(int count) {
    this(new Object[count], new int[count], new boolean[count]);
  }

  private ParameterRow(@Nullable Object[] values, int[] typeIds, boolean[] set) {
    this.values = values;
    this.typeIds = typeIds;
    this.set = set;
  }

  ParameterRow copy() {
    return new ParameterRow(values.clone(), typeIds.clone(), set.clone());
  }

  void clear() {
    Arrays.fill(values, null);
    Arrays.fill(set, false);
    Arrays.fill(typeIds, TypeId.UNSPECIFIED);
  }

  /**
   * @param index from 1
   */
  void set(int index, int typeId, @Nullable Object value) throws SQLException {
    if (index < 1 || index > values.length) {
      throw SqlErrors.of(
          SqlErrors.INVALID_INDEX,
          "parameter " + index + " is not there: the statement has " + values.length);
    }
    values[index - 1] = value;
    typeIds[index - 1] = typeId;
    set[index - 1] = true;
  }

  void requireComplete() throws SQLException {
    for (int i = 0; i < set.length; i++) {
      if (!set[i]) {
        throw SqlErrors.of(SqlErrors.MISSING_PARAMETER, "parameter " + (i + 1) + " has no value");
      }
    }
  }

  int typeId(int index) {
    return typeIds[index];
  }

  boolean isNull(int index) {
    return values[index] == null;
  }

  boolean hasNull() {
    for (Object value : values) {
      if (value == null) {
        return true;
      }
    }
    return false;
  }

  List<Integer> typeIds() {
    List<Integer> boxed = new ArrayList<>(typeIds.length);
    for (int typeId : typeIds) {
      boxed.add(typeId);
    }
    return List.copyOf(boxed);
  }

  /** This row with the types that {@code other} has where this one has none to tell. */
  ParameterRow withTypesOf(ParameterRow other) {
    ParameterRow merged = copy();
    for (int i = 0; i < typeIds.length; i++) {
      if (values[i] == null && other.values[i] != null) {
        merged.typeIds[i] = other.typeIds[i];
        merged.values[i] = other.values[i];
      }
    }
    return merged;
  }

  /** Whether every value has the type that it has in {@code other}; null has any. */
  boolean hasTypesOf(ParameterRow other) {
    for (int i = 0; i < typeIds.length; i++) {
      if (values[i] != null && typeIds[i] != other.typeIds[i]) {
        return false;
      }
    }
    return true;
  }

  /** The values of several rows one after the other, with the types of {@code types}. */
  static ParameterRow joined(List<ParameterRow> rows, ParameterRow types) {
    int width = types.typeIds.length;
    ParameterRow joined = new ParameterRow(rows.size() * width);
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i).values, 0, joined.values, i * width, width);
      System.arraycopy(types.typeIds, 0, joined.typeIds, i * width, width);
    }
    return joined;
  }

  List<Format> formats() {
    boolean anyText = false;
    boolean anyBinary = false;
    for (int i = 0; i < typeIds.length; i++) {
      boolean text = isText(i);
      anyText |= text;
      anyBinary |= !text;
    }
    if (!anyBinary) {
      return List.of();
    }
    return anyText ? mixedFormats() : ALL_BINARY;
  }

  private List<Format> mixedFormats() {
    Format[] formats = new Format[typeIds.length];
    for (int i = 0; i < formats.length; i++) {
      formats[i] = isText(i) ? Format.TEXT : Format.BINARY;
    }
    return List.of(formats);
  }

  private boolean isText(int index) {
    return typeIds[index] == TypeId.UNSPECIFIED;
  }

  Values encode(ValuesBuilder builder) throws SQLException {
    if (values.length > MAX_PARAMETERS) {
      throw SqlErrors.of(
          "54001", "the statement has " + values.length + " parameters; the limit is 65535");
    }
    try {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value instanceof String text && !Utf8.isEncodable(text)) {
          builder.reset();
          throw SqlErrors.of("22021", "parameter " + (i + 1) + " holds half a character");
        }
        if (value == null) {
          builder.appendNull();
        } else if (isText(i)) {
          builder.appendText((String) value);
        } else {
          BinaryValues.append(builder, typeIds[i], value);
        }
      }
      return builder.build();
    } catch (InvalidValueException e) {
      builder.reset();
      throw SqlErrors.of(e.sqlState(), "a parameter is out of range: " + e.getMessage(), e);
    } catch (ArithmeticException | ProtocolException e) {
      builder.reset();
      throw SqlErrors.of("22008", "a parameter is out of range: " + e.getMessage(), e);
    }
  }
}
