package dev.aft.grammar;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement of the dialect. */
public sealed interface Statement {

  // ---------------------------------------------------------------- Data definition

  /**
   * One column of CREATE TABLE.
   *
   * @param primaryKey whether PRIMARY KEY stands with the column itself
   */
  record ColumnDefinition(
      Identifier name,
      TypeName type,
      boolean notNull,
      @Nullable Expression defaultValue,
      boolean primaryKey) {}

  /**
   * @param primaryKey the columns of a PRIMARY KEY (...) clause; empty when the key stands with a
   *     column, or nowhere, which is for the engine to refuse
   */
  record CreateTable(
      QualifiedName table,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<Identifier> primaryKey)
      implements Statement {
    public CreateTable {
      columns = List.copyOf(columns);
      primaryKey = List.copyOf(primaryKey);
    }
  }

  record DropTable(List<QualifiedName> tables, boolean ifExists) implements Statement {
    public DropTable {
      tables = List.copyOf(tables);
    }
  }

  record CreateSchema(Identifier schema, boolean ifNotExists) implements Statement {}

  record DropSchema(Identifier schema, boolean ifExists, boolean cascade) implements Statement {}

  record CreateDatabase(Identifier database, boolean ifNotExists) implements Statement {}

  record DropDatabase(Identifier database, boolean ifExists) implements Statement {}

  // ---------------------------------------------------------------- Users and rights

  /** Each contains the one before. */
  enum Right {
    READ,
    WRITE,
    ADMIN
  }

  /**
   * {@code PASSWORD '...'} or {@code PASSWORD NULL}.
   *
   * @param secret null for a user who cannot log in
   */
  record Password(@Nullable Secret secret) {}

  /**
   * @param password null when not said
   * @param limits empty when not said
   */
  record CreateUser(
      Identifier user, boolean ifNotExists, @Nullable Password password, List<Option> limits)
      implements Statement {
    public CreateUser {
      limits = List.copyOf(limits);
    }
  }

  /**
   * @param password null when it stays
   * @param limits those that change
   */
  record AlterUser(Identifier user, @Nullable Password password, List<Option> limits)
      implements Statement {
    public AlterUser {
      limits = List.copyOf(limits);
    }
  }

  record DropUser(Identifier user, boolean ifExists) implements Statement {}

  /**
   * @param table null for everything
   */
  record Grant(Right right, @Nullable QualifiedName table, Identifier user) implements Statement {}

  /**
   * @param table null for everything
   */
  record Revoke(Right right, @Nullable QualifiedName table, Identifier user) implements Statement {}

  record ShowUsers() implements Statement {}

  /**
   * @param user null for all that one may see
   */
  record ShowGrants(@Nullable Identifier user) implements Statement {}

  // ---------------------------------------------------------------- Queries and changes

  /** What stands in a select list or a RETURNING clause. */
  sealed interface SelectItem {
    /** {@code *} or {@code t.*}. */
    record AllColumns(@Nullable QualifiedName table, int offset) implements SelectItem {}

    /** {@code e [AS label]}. */
    record Item(Expression expression, @Nullable Identifier label) implements SelectItem {}
  }

  /**
   * One item of ORDER BY: an expression, a label, or the number of a select item.
   *
   * @param nullsFirst null when not said: nulls count as greater than every value
   */
  record OrderItem(Expression expression, boolean descending, @Nullable Boolean nullsFirst) {}

  /**
   * @param from null for a SELECT without table
   * @param limit LIMIT or FETCH FIRST; null for none
   */
  record Select(
      boolean distinct,
      List<SelectItem> items,
      @Nullable QualifiedName from,
      @Nullable Identifier alias,
      @Nullable Expression where,
      List<OrderItem> orderBy,
      @Nullable Expression limit,
      @Nullable Expression offset,
      boolean forUpdate)
      implements Statement {
    public Select {
      items = List.copyOf(items);
      orderBy = List.copyOf(orderBy);
    }
  }

  /** {@code column = value} in a SET clause. */
  record Assignment(Identifier column, Expression value) {}

  /** What INSERT does with a row whose key exists. */
  sealed interface OnConflict {
    /** The columns named, or none. */
    List<Identifier> target();

    record DoNothing(List<Identifier> target) implements OnConflict {
      public DoNothing {
        target = List.copyOf(target);
      }
    }

    record DoUpdate(
        List<Identifier> target, List<Assignment> assignments, @Nullable Expression where)
        implements OnConflict {
      public DoUpdate {
        target = List.copyOf(target);
        assignments = List.copyOf(assignments);
      }
    }
  }

  /**
   * INSERT or UPSERT.
   *
   * @param columns empty when not listed: all columns in their order
   * @param rows empty for {@code DEFAULT VALUES}
   * @param upsert whether it replaces an existing row instead of failing
   * @param returning empty for none
   * @param forUpdate whether the rows that it writes must be unchanged at commit
   */
  record Insert(
      QualifiedName table,
      @Nullable Identifier alias,
      List<Identifier> columns,
      List<List<Expression>> rows,
      boolean upsert,
      @Nullable OnConflict onConflict,
      List<SelectItem> returning,
      boolean forUpdate)
      implements Statement {
    public Insert {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      returning = List.copyOf(returning);
    }
  }

  /**
   * @param forUpdate whether the rows that it writes must be unchanged at commit
   */
  record Update(
      QualifiedName table,
      @Nullable Identifier alias,
      List<Assignment> assignments,
      @Nullable Expression where,
      List<SelectItem> returning,
      boolean forUpdate)
      implements Statement {
    public Update {
      assignments = List.copyOf(assignments);
      returning = List.copyOf(returning);
    }
  }

  /**
   * @param forUpdate whether the rows that it deletes must be unchanged at commit
   */
  record Delete(
      QualifiedName table,
      @Nullable Identifier alias,
      @Nullable Expression where,
      List<SelectItem> returning,
      boolean forUpdate)
      implements Statement {
    public Delete {
      returning = List.copyOf(returning);
    }
  }

  // ---------------------------------------------------------------- The key-value table

  /** {@code GET k, ...}: one row (key, value) for each key that exists, in the order named. */
  record Get(List<Expression> keys, int offset) implements Statement {
    public Get {
      keys = List.copyOf(keys);
    }
  }

  /** One {@code key = value} of PUT. */
  record KeyValue(Expression key, Expression value) {}

  record Put(List<KeyValue> pairs, int offset) implements Statement {
    public Put {
      pairs = List.copyOf(pairs);
    }
  }

  record Del(List<Expression> keys, int offset) implements Statement {
    public Del {
      keys = List.copyOf(keys);
    }
  }

  /** {@code SCAN [from [TO to]] [PREFIX p] [LIMIT n]}: from inclusive, to exclusive. */
  record Scan(
      @Nullable Expression from,
      @Nullable Expression to,
      @Nullable Expression prefix,
      @Nullable Expression limit,
      int offset)
      implements Statement {}

  // ---------------------------------------------------------------- Transactions

  /** {@code name = value} of a WITH clause; the value is a literal or a parameter. */
  record Option(Identifier name, Expression value) {}

  enum IsolationLevel {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
  }

  /**
   * What {@code BEGIN} and {@code SET TRANSACTION} may say; null where not said.
   *
   * @param readOnly READ ONLY or READ WRITE
   */
  record TransactionModes(@Nullable IsolationLevel isolation, @Nullable Boolean readOnly) {}

  /** BEGIN or START TRANSACTION. */
  record Begin(TransactionModes modes, List<Option> options) implements Statement {
    public Begin {
      options = List.copyOf(options);
    }
  }

  /** COMMIT or END. */
  record Commit(List<Option> options) implements Statement {
    public Commit {
      options = List.copyOf(options);
    }
  }

  /** ROLLBACK or ABORT. */
  record Rollback() implements Statement {}

  record Savepoint(Identifier name) implements Statement {}

  record ReleaseSavepoint(Identifier name) implements Statement {}

  record RollbackToSavepoint(Identifier name) implements Statement {}

  /**
   * SET TRANSACTION, or SET SESSION CHARACTERISTICS AS TRANSACTION.
   *
   * @param session whether it holds for all later transactions of the connection
   */
  record SetTransaction(TransactionModes modes, boolean session) implements Statement {}

  record Suspend() implements Statement {}

  /**
   * @param token a literal or a parameter
   */
  record Resume(Expression token, List<Option> options) implements Statement {
    public Resume {
      options = List.copyOf(options);
    }
  }

  // ---------------------------------------------------------------- Session and information

  enum SettingScope {
    SESSION,
    LOCAL
  }

  /**
   * {@code SET [SESSION | LOCAL] x = v}, also {@code x TO v, v}, {@code SET TIME ZONE v} (as {@code
   * timezone}) and {@code SET NAMES v} (as {@code client_encoding}).
   *
   * @param name lower case; dots are kept
   * @param values as text; empty for DEFAULT
   */
  record SetVariable(SettingScope scope, String name, List<String> values, int offset)
      implements Statement {
    public SetVariable {
      values = List.copyOf(values);
    }
  }

  /** {@code RESET x}; null for {@code RESET ALL}. */
  record ResetVariable(@Nullable String name, int offset) implements Statement {}

  record SetSchema(Identifier schema) implements Statement {}

  /** {@code SHOW x}; {@code all} for SHOW ALL; {@code SHOW TIME ZONE} as {@code timezone}. */
  record ShowVariable(String name, int offset) implements Statement {}

  /** SHOW TABLES [FROM schema]. */
  record ShowTables(@Nullable Identifier schema) implements Statement {}

  record ShowSchemas() implements Statement {}

  record ShowDatabases() implements Statement {}

  record ShowTransactionId() implements Statement {}

  record ShowCausalityToken() implements Statement {}

  /**
   * @param isFinal whether {@code FINAL} was asked: an unfinished transaction is fenced
   */
  record ShowOutcome(Expression transactionId, boolean isFinal) implements Statement {}

  record Describe(QualifiedName table) implements Statement {}

  record Explain(Statement statement) implements Statement {}

  /** DISCARD ALL: what pools send to clean a connection. */
  record Discard() implements Statement {}

  /** PREPARE, EXECUTE and DEALLOCATE are not part of the dialect, except DEALLOCATE ALL | name. */
  record Deallocate(@Nullable Identifier name) implements Statement {}

  // ---------------------------------------------------------------- Cursors

  /**
   * {@code DECLARE c CURSOR FOR query}.
   *
   * @param features what was asked for beyond a cursor that moves forward in its transaction
   */
  record DeclareCursor(Identifier name, Set<CursorFeature> features, Select query)
      implements Statement {
    public DeclareCursor {
      features = Set.copyOf(features);
    }
  }

  enum CursorFeature {
    BINARY,
    INSENSITIVE,
    SCROLL,
    WITH_HOLD
  }

  enum CursorDirection {
    /** So many rows from here on; less than none are backwards. */
    FORWARD,
    /** The one row that is so far from here. */
    RELATIVE,
    /** The one row of this number, counted from the end where it is less than none. */
    ABSOLUTE
  }

  /**
   * FETCH or MOVE.
   *
   * @param count {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} for ALL
   * @param returnsRows whether it is FETCH
   */
  record MoveCursor(Identifier name, CursorDirection direction, long count, boolean returnsRows)
      implements Statement {}

  /** {@code CLOSE c}; null for {@code CLOSE ALL}. */
  record CloseCursor(@Nullable Identifier name) implements Statement {}

  /** Nothing but white space and comments. */
  record Empty() implements Statement {}
}
