package dev.aft.hibernate;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.hibernate.type.descriptor.jdbc.UUIDJdbcType;

/**
 * UUIDs as the driver takes them; the type code that Hibernate has for them is its own invention.
 */
final class UuidJdbcType extends UUIDJdbcType {
  static final UuidJdbcType INSTANCE = new UuidJdbcType();

  private static final long serialVersionUID = 1;

  @Override
  public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
    return new Binder<>(javaType, this);
  }

  private static final class Binder<X> extends BasicBinder<X> {
    private static final long serialVersionUID = 1;

    Binder(JavaType<X> javaType, UuidJdbcType type) {
      super(javaType, type);
    }

    @Override
    protected void doBindNull(PreparedStatement statement, int index, WrapperOptions options)
        throws SQLException {
      statement.setNull(index, Types.OTHER);
    }

    @Override
    protected void doBind(PreparedStatement statement, X value, int index, WrapperOptions options)
        throws SQLException {
      statement.setObject(index, getJavaType().unwrap(value, java.util.UUID.class, options));
    }

    @Override
    protected void doBind(CallableStatement statement, X value, String name, WrapperOptions options)
        throws SQLException {
      statement.setObject(name, getJavaType().unwrap(value, java.util.UUID.class, options));
    }
  }
}
