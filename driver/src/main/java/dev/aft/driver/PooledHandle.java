package dev.aft.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the borrower of a pooled connection sees: the connection, its statements, their results and
 * the metadata, which all lead back to the handle and end with it.
 */
final class PooledHandle {
  private final JdbcPooledConnection owner;
  private final JdbcConnection physical;
  private final Connection connection;
  private final List<Statement> statements = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  PooledHandle(JdbcPooledConnection owner, JdbcConnection physical) {
    this.owner = owner;
    this.physical = physical;
    this.connection = proxy(AftConnection.class, physical, new OfConnection());
  }

  Connection connection() {
    return connection;
  }

  /** Ends it and its statements. */
  void invalidate() throws SQLException {
    closed = true;
    for (Statement statement : statements) {
      statement.close();
    }
    statements.clear();
  }

  private static <T> T proxy(Class<T> type, Object target, Calls calls) {
    InvocationHandler handler =
        (self, method, arguments) -> calls.call(self, target, method, arguments);
    ClassLoader loader = PooledHandle.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  /** The calls of one kind of object. */
  private abstract class Calls {
    @Nullable Object call(Object self, Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      switch (method.getName()) {
        case "equals" -> {
          return arguments != null && self == arguments[0];
        }
        case "hashCode" -> {
          return System.identityHashCode(self);
        }
        case "toString" -> {
          return "handle of " + target;
        }
        case "getConnection" -> {
          requireOpen();
          return connection;
        }
        case "unwrap" -> {
          Class<?> wanted = arguments == null ? null : (Class<?>) arguments[0];
          return Wrappers.isWrapper(self, wanted) ? self : invoke(target, method, arguments);
        }
        default -> {
          return own(self, target, method, arguments);
        }
      }
    }

    @Nullable Object own(Object self, Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      return wrapped(self, invoke(target, method, arguments));
    }

    final @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        Throwable cause = e.getCause();
        if (cause instanceof SQLException failure) {
          owner.failed(failure);
          failed(target, failure);
        }
        throw cause == null ? e : cause;
      }
    }

    void failed(Object target, SQLException e) {}
  }

  private void requireOpen() throws SQLException {
    if (closed) {
      throw SqlErrors.connectionClosed();
    }
  }

  /** What a call has given, as part of this handle. */
  private @Nullable Object wrapped(Object from, @Nullable Object given) {
    if (given instanceof PreparedStatement prepared) {
      statements.add(prepared);
      return proxy(PreparedStatement.class, prepared, new OfStatement());
    } else if (given instanceof Statement statement) {
      statements.add(statement);
      return proxy(Statement.class, statement, new OfStatement());
    } else if (given instanceof DatabaseMetaData metaData) {
      return proxy(DatabaseMetaData.class, metaData, new OfResult(null));
    } else if (given instanceof ResultSet rows) {
      Statement statement = from instanceof Statement maker ? maker : null;
      return proxy(ResultSet.class, rows, new OfResult(statement));
    }
    return given;
  }

  private final class OfConnection extends Calls {
    @Override
    @Nullable Object own(Object self, Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      switch (method.getName()) {
        case "close" -> {
          if (!closed) {
            invalidate();
            owner.handleClosed(PooledHandle.this);
          }
          return null;
        }
        case "isClosed" -> {
          return closed || physical.isClosed();
        }
        case "isValid" -> {
          return !closed && Boolean.TRUE.equals(invoke(target, method, arguments));
        }
        case "abort" -> closed = true;
        default -> {
          if (closed && !method.getName().equals("isWrapperFor")) {
            throw SqlErrors.connectionClosed();
          }
        }
      }
      return super.own(self, target, method, arguments);
    }
  }

  private final class OfStatement extends Calls {
    @Override
    @Nullable Object own(Object self, Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      Object given = super.own(self, target, method, arguments);
      if (method.getName().equals("close")
          && statements.remove((Statement) target)
          && self instanceof PreparedStatement prepared) {
        owner.statementClosed(prepared);
      }
      return given;
    }

    @Override
    void failed(Object target, SQLException e) {
      if (target instanceof PreparedStatement prepared && physical.isClosed()) {
        owner.statementFailed(prepared, e);
      }
    }
  }

  private final class OfResult extends Calls {
    private final @Nullable Statement statement;

    OfResult(@Nullable Statement statement) {
      this.statement = statement;
    }

    @Override
    @Nullable Object own(Object self, Object target, Method method, Object @Nullable [] arguments)
        throws Throwable {
      Object given = invoke(target, method, arguments);
      if (given instanceof Statement) {
        return statement;
      }
      return wrapped(self, given);
    }
  }
}
