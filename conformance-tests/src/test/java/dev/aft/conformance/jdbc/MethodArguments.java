package dev.aft.conformance.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLType;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.Calendar;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import javax.sql.rowset.serial.SerialBlob;
import org.jspecify.annotations.Nullable;

/** Arguments with which a method of JDBC that works does so. */
final class MethodArguments {
  private static final LocalDateTime WHEN = LocalDateTime.of(2024, 2, 29, 12, 0);

  private final Class<?> type;
  private final Method method;
  private final String url;

  /** A savepoint of the connection, where the method wants one. */
  private final @Nullable Savepoint savepoint;

  MethodArguments(Class<?> type, Method method, String url, @Nullable Savepoint savepoint) {
    this.type = type;
    this.method = method;
    this.url = url;
    this.savepoint = savepoint;
  }

  @Nullable Object[] all() throws Exception {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i], i, types.length);
    }
    return arguments;
  }

  /** Nothing for every object, something for every number. */
  static @Nullable Object[] nulls(Method method) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] =
          types[i] == int.class
              ? (Object) 1
              : types[i] == long.class
                  ? (Object) 1L
                  : types[i] == boolean.class ? (Object) true : primitive(types[i]);
    }
    return arguments;
  }

  private static @Nullable Object primitive(Class<?> type) {
    if (type == byte.class) {
      return (byte) 1;
    } else if (type == short.class) {
      return (short) 1;
    } else if (type == float.class) {
      return 1f;
    }
    return type == double.class ? (Object) 1.0 : null;
  }

  private @Nullable Object argument(Class<?> wanted, int index, int count) throws Exception {
    if (wanted == int.class) {
      return number(index, count);
    } else if (wanted == long.class) {
      return 1L;
    } else if (wanted == boolean.class) {
      return true;
    } else if (wanted.isPrimitive()) {
      return primitive(wanted);
    } else if (wanted == String.class) {
      return text(index);
    } else if (wanted == Class.class) {
      return method.getName().equals("getObject") ? String.class : type;
    }
    return object(wanted);
  }

  private int number(int index, int count) {
    String name = method.getName();
    if (type == Connection.class && count - index >= 1 && method.getParameterCount() >= 2) {
      if (name.equals("createStatement") || (name.startsWith("prepare") && count >= 3)) {
        int place = name.equals("createStatement") ? index : index - 1;
        return new int[] {
              ResultSet.TYPE_FORWARD_ONLY,
              ResultSet.CONCUR_READ_ONLY,
              ResultSet.CLOSE_CURSORS_AT_COMMIT
            }
            [place];
      }
    }
    return switch (name) {
      case "setFetchDirection" -> ResultSet.FETCH_FORWARD;
      case "setNetworkTimeout" -> 10_000;
      case "setNull", "setObject" -> index == 1 || index == 2 ? Types.VARCHAR : 1;
      case "setBytes", "setString" -> index == 2 ? 0 : 1;
      default -> 1;
    };
  }

  private @Nullable String text(int index) {
    String name = method.getName();
    if (type == DatabaseMetaData.class) {
      return null;
    } else if (type == ResultSet.class) {
      return index == 0 ? "v" : "x";
    } else if (Statement.class.isAssignableFrom(type)) {
      boolean counts = name.contains("Update") || name.equals("addBatch");
      boolean plain = name.startsWith("enquote") || name.startsWith("is");
      return plain ? "x" : counts ? "UPDATE t SET v = 'x' WHERE k = 0" : "SELECT 1";
    } else if (type == Connection.class) {
      return switch (name) {
        case "setSchema" -> "public";
        case "setCatalog" -> "aft";
        case "setClientInfo", "getClientInfo" -> index == 0 ? "ApplicationName" : "x";
        case "setSavepoint" -> "s";
        default -> "SELECT 1";
      };
    }
    return name.equals("connect") || name.endsWith("URL") || name.endsWith("Info") ? url : "x";
  }

  private @Nullable Object object(Class<?> wanted) throws Exception {
    if (wanted == Object.class) {
      return "1";
    } else if (wanted == Savepoint.class) {
      return savepoint;
    } else if (wanted == Map.class) {
      return Map.of();
    } else if (wanted == Calendar.class) {
      return Calendar.getInstance();
    } else if (wanted == Properties.class) {
      return new Properties();
    } else if (wanted == Executor.class) {
      return (Executor) Runnable::run;
    } else if (wanted == SQLType.class) {
      return JDBCType.VARCHAR;
    } else if (wanted == String[].class) {
      return new String[] {"k"};
    } else if (wanted == int[].class) {
      return new int[] {1};
    } else if (wanted == Object[].class) {
      return new Object[0];
    }
    return value(wanted);
  }

  private static @Nullable Object value(Class<?> wanted) throws Exception {
    if (wanted == InputStream.class) {
      return new ByteArrayInputStream(new byte[] {'1'});
    } else if (wanted == Reader.class) {
      return new StringReader("1");
    } else if (wanted == byte[].class) {
      return new byte[] {'1'};
    } else if (wanted == BigDecimal.class) {
      return BigDecimal.ONE;
    } else if (wanted == Date.class) {
      return Date.valueOf(WHEN.toLocalDate());
    } else if (wanted == Time.class) {
      return Time.valueOf(WHEN.toLocalTime());
    } else if (wanted == Timestamp.class) {
      return Timestamp.valueOf(WHEN);
    } else if (wanted == Blob.class) {
      return new SerialBlob(new byte[] {'1'});
    } else if (wanted == URL.class) {
      return new URL("file:/x");
    }
    return wanted == Clob.class || wanted == NClob.class ? Texts.clob("1") : null;
  }

  /** A CLOB of another maker. */
  private interface Texts {
    static NClob clob(String text) {
      return (NClob)
          java.lang.reflect.Proxy.newProxyInstance(
              MethodArguments.class.getClassLoader(),
              new Class<?>[] {NClob.class},
              (self, called, arguments) ->
                  switch (called.getName()) {
                    case "length" -> (long) text.length();
                    case "getSubString" -> text;
                    case "getCharacterStream" -> new StringReader(text);
                    default -> throw new UnsupportedOperationException(called.getName());
                  });
    }
  }
}
