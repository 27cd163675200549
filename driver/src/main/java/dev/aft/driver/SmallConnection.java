package dev.aft.driver;

import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.ShardingKey;
import java.sql.Struct;
import org.jspecify.annotations.Nullable;

/** What a connection refuses, because the dialect has no such thing. */
abstract class SmallConnection implements AftConnection {
  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw SqlErrors.notSupported("a stored procedure");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw SqlErrors.notSupported("XML");
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    throw SqlErrors.notSupported("ARRAY");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw SqlErrors.notSupported("STRUCT");
  }

  @Override
  public boolean setShardingKeyIfValid(
      @Nullable ShardingKey key, @Nullable ShardingKey superKey, int timeout) throws SQLException {
    throw noShards();
  }

  @Override
  public boolean setShardingKeyIfValid(@Nullable ShardingKey key, int timeout) throws SQLException {
    throw noShards();
  }

  @Override
  public void setShardingKey(@Nullable ShardingKey key, @Nullable ShardingKey superKey)
      throws SQLException {
    throw noShards();
  }

  @Override
  public void setShardingKey(@Nullable ShardingKey key) throws SQLException {
    throw noShards();
  }

  static SQLException noShards() {
    return SqlErrors.notSupported("a sharding key");
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
