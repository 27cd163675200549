package dev.aft.driver;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;

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
  public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
    throw SqlErrors.notSupported("choosing generated keys by column number");
  }

  @Override
  public Clob createClob() throws SQLException {
    throw SqlErrors.notSupported("CLOB; use setString or setCharacterStream");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw SqlErrors.notSupported("BLOB; use setBytes or setBinaryStream");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw SqlErrors.notSupported("NCLOB; use setString or setCharacterStream");
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
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrappers.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
