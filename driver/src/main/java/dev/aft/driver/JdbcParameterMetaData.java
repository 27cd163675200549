package dev.aft.driver;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/** The parameters of a statement as the server has typed them. */
final class JdbcParameterMetaData implements ParameterMetaData {
  private final List<Integer> typeIds;

  JdbcParameterMetaData(List<Integer> typeIds) {
    this.typeIds = typeIds;
  }

  private DataType type(int index) throws SQLException {
    if (index < 1 || index > typeIds.size()) {
      throw SqlErrors.of(
          SqlErrors.INVALID_INDEX,
          "parameter " + index + " is not there: the statement has " + typeIds.size());
    }
    return DataType.of(typeIds.get(index - 1));
  }

  @Override
  public int getParameterCount() {
    return typeIds.size();
  }

  @Override
  public int isNullable(int index) throws SQLException {
    type(index);
    return parameterNullableUnknown;
  }

  @Override
  public boolean isSigned(int index) throws SQLException {
    return type(index).isSigned();
  }

  @Override
  public int getPrecision(int index) throws SQLException {
    DataType type = type(index);
    return type.maxPrecision() == Integer.MAX_VALUE ? 0 : type.maxPrecision();
  }

  @Override
  public int getScale(int index) throws SQLException {
    type(index);
    return 0;
  }

  @Override
  public int getParameterType(int index) throws SQLException {
    return type(index).jdbcType();
  }

  @Override
  public String getParameterTypeName(int index) throws SQLException {
    return type(index).typeName();
  }

  @Override
  public String getParameterClassName(int index) throws SQLException {
    return type(index).valueClass().getName();
  }

  @Override
  public int getParameterMode(int index) throws SQLException {
    type(index);
    return parameterModeIn;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return Wrappers.isWrapper(this, type);
  }
}
