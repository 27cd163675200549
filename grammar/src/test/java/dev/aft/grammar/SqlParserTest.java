package dev.aft.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.grammar.SqlSyntaxException.Kind;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlParserTest {
  private static Statement parse(String sql) {
    return SqlParser.parseStatement(sql).statement();
  }

  /** The tree in a short notation: an expression in brackets where it has operands. */
  private static String show(String expression) {
    Statement.Select select = (Statement.Select) parse("SELECT " + expression);
    return TreeText.of(((Statement.SelectItem.Item) select.items().get(0)).expression());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3 - 4             | ((1 ADD (2 MULTIPLY 3)) SUBTRACT 4)",
        "a OR b AND NOT c          | (a OR (b AND (NOT c)))",
        "NOT a = b                 | (NOT (a EQUAL b))",
        "NOT NOT a                 | (NOT (NOT a))",
        "a = b IS NULL             | ((a EQUAL b) IS NULL)",
        "a IS NOT NULL             | (a IS NOT NULL)",
        "a NOTNULL                 | (a IS NOT NULL)",
        "a IS NOT TRUE             | (a IS NOT TRUE)",
        "a IS UNKNOWN              | (a IS NULL)",
        "a IS DISTINCT FROM 1 + 2  | (a IS DISTINCT FROM (1 ADD 2))",
        "a ~~ b + c                | (a CONCATENATE (b ADD c))",
        "a < b ~~ c                | (a LESS (b CONCATENATE c))",
        "a <> 1                    | (a NOT_EQUAL 1)",
        "a != 1                    | (a NOT_EQUAL 1)",
        "a % 2 = 0                 | ((a MODULO 2) EQUAL 0)",
        "a - b - c                 | ((a SUBTRACT b) SUBTRACT c)",
        "a / b * c                 | ((a DIVIDE b) MULTIPLY c)",
        "- a * b                   | ((NEGATE a) MULTIPLY b)",
        "-a::int                   | (NEGATE (a AS INTEGER))",
        "-5                        | -5",
        "- -5                      | (NEGATE -5)",
        "2 - 5                     | (2 SUBTRACT 5)",
        "+5                        | (PLUS 5)",
        "-9223372036854775808      | -9223372036854775808",
        "(1 + 2) * 3               | ((1 ADD 2) MULTIPLY 3)",
        "a = b IN (1, 2)           | (a EQUAL (b IN (1, 2)))",
        "a NOT IN (1, b + 1)       | (a NOT IN (1, (b ADD 1)))",
        "a BETWEEN 1 AND 2 AND b   | ((a BETWEEN 1 AND 2) AND b)",
        "a NOT BETWEEN 1 AND 2     | (a NOT BETWEEN 1 AND 2)",
        "a LIKE 'x%'               | (a LIKE 'x%')",
        "a NOT ILIKE b ESCAPE '!'  | (a NOT ILIKE b ESCAPE '!')",
        "CASE WHEN a THEN 1 END    | CASE WHEN a THEN 1 END",
        "CASE a WHEN 1 THEN 2 ELSE 3 END | CASE a WHEN 1 THEN 2 ELSE 3 END",
        "CAST(a AS decimal(10, 2)) | (a AS DECIMAL(10,2))",
        "a::text::varchar(3)       | ((a AS TEXT) AS VARCHAR(3))",
        "coalesce(a, 1)            | coalesce(a, 1)",
        "now()                     | now()",
        "pg_catalog.version()      | version()",
        "LEFT(a, 2)                | left(a, 2)",
        "Current_Timestamp         | current_timestamp()",
        "current_user              | current_user()",
        "\"current_user\"          | current_user",
        "substring(a FROM 2 FOR 3) | substring(a, 2, 3)",
        "substring(a FROM 2)       | substring(a, 2)",
        "substring(a FOR 3)        | substring(a, 1, 3)",
        "substring(a, 2, 3)        | substring(a, 2, 3)",
        "position('x' IN a)        | position('x', a)",
        "extract(YEAR FROM a)      | extract('year', a)",
        "extract('day' FROM a)     | extract('day', a)",
        "trim(a)                   | btrim(a)",
        "trim(BOTH 'x' FROM a)     | btrim(a, 'x')",
        "trim(LEADING FROM a)      | ltrim(a)",
        "trim(TRAILING 'x' FROM a) | rtrim(a, 'x')",
        "count(*)                  | COUNT(*)",
        "count(DISTINCT a)         | COUNT(DISTINCT a)",
        "Sum(a + 1)                | SUM((a ADD 1))",
        "DATE '2026-01-31'         | DATE '2026-01-31'",
        "timestamp with time zone '2026-01-31 10:00+00' | TIMESTAMP_WITH_TIME_ZONE '2026-01-31 10:00+00'",
        "time '10:00'              | TIME '10:00'",
        "uuid 'x'                  | UUID 'x'",
        "$2 = ANY_VALUE            | ($2 EQUAL any_value)",
        "a.b                       | a.b",
        "x.a.\"B\"                 | x.a.B",
        "'it''s'                   | 'it's'",
        "E'a\\'\\t\\x41\\u00e9\\101' | 'a'\tAéA'",
        "$$it's$$                  | 'it's'",
        "$q$a$$b$q$                | 'a$$b'",
        "X'CAFE'                   | X'cafe'",
        "1.50                      | 1.50",
        ".5                        | 0.5",
        "1.                        | 1",
        "1e5                       | 1E+5e",
        "TRUE                      | TRUE",
        "NULL                      | NULL",
        "\"quoted \"\"id\"\"\"     | quoted \"id\"",
        "MiXed                     | mixed",
        "größe                     | größe",
        "/* a /* b */ c */ 1 -- d  | 1",
      })
  void expressionsGroupAsInPostgres(String expression, String tree) {
    assertEquals(tree, show(expression.replace("~~", "||")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key",
        "value",
        "get",
        "put",
        "scan",
        "del",
        "to",
        "prefix",
        "user",
        "name",
        "date",
        "text",
        "type",
        "status",
        "timestamp",
        "user_name",
        "count",
        "level",
        "time",
        "id",
        "first",
        "last",
        "session",
        "row",
        "position",
        "token",
        "schema",
        "start",
        "begin",
        "of",
        "uuid",
        "interval",
        "year",
        "data",
        "owner",
        "version",
        "password",
        "comment",
        "index",
        "sequence",
        "over"
      })
  void commonWordsAreNamesOfTablesAndColumns(String word) {
    parse("CREATE TABLE " + word + " (" + word + " INT PRIMARY KEY, b TEXT)");
    parse("INSERT INTO " + word + " (" + word + ", b) VALUES (1, 'x') RETURNING " + word);
    parse("UPDATE " + word + " SET " + word + " = " + word + " + 1 WHERE " + word + " = 1");
    parse("DELETE FROM " + word + " WHERE " + word + "." + word + " = 1");
    Statement.Select select =
        (Statement.Select)
            parse(
                "SELECT "
                    + word
                    + ", "
                    + word
                    + "."
                    + word
                    + " AS "
                    + word
                    + " FROM "
                    + word
                    + " ORDER BY "
                    + word
                    + " DESC LIMIT 1");
    assertEquals(
        word, TreeText.of(((Statement.SelectItem.Item) select.items().get(0)).expression()));
  }

  @Test
  void selectHasAllItsClauses() {
    Statement.Select select =
        (Statement.Select)
            parse(
                "SELECT DISTINCT a x, t.* FROM s.t AS t WHERE a > ? ORDER BY 1 DESC NULLS LAST, b"
                    + " OFFSET ? ROWS FETCH NEXT 5 ROWS ONLY FOR UPDATE");
    assertEquals(true, select.distinct());
    assertEquals("s.t", String.valueOf(select.from()));
    assertEquals("t", String.valueOf(select.alias()));
    assertEquals(false, select.orderBy().get(0).nullsFirst());
    assertEquals(true, select.orderBy().get(0).descending());
    assertEquals(null, select.orderBy().get(1).nullsFirst());
    assertEquals(2, ((Expression.Parameter) Objects.requireNonNull(select.offset())).index());
    assertInstanceOf(Expression.IntegerLiteral.class, select.limit());
    assertEquals(true, select.forUpdate());
  }

  @Test
  void forUpdateMayNameTheTable() {
    assertEquals(
        true, ((Statement.Select) parse("SELECT a FROM s.t FOR UPDATE OF \"t\"")).forUpdate());
    assertEquals(
        true, ((Statement.Select) parse("SELECT a FROM t AS x FOR UPDATE OF X")).forUpdate());
    for (String wrong : List.of("SELECT a FROM t FOR UPDATE OF u", "SELECT 1 FOR UPDATE OF t")) {
      assertEquals(Kind.SYNTAX, assertThrows(SqlSyntaxException.class, () -> parse(wrong)).kind());
    }
  }

  @Test
  void changesMayEndWithForUpdate() {
    assertEquals(
        true, ((Statement.Insert) parse("INSERT INTO t VALUES (1) FOR UPDATE")).forUpdate());
    assertEquals(
        true,
        ((Statement.Update) parse("UPDATE t SET a = 1 WHERE b = 2 RETURNING a FOR UPDATE"))
            .forUpdate());
    assertEquals(true, ((Statement.Delete) parse("DELETE FROM t FOR UPDATE")).forUpdate());
    assertEquals(false, ((Statement.Delete) parse("DELETE FROM t")).forUpdate());
  }

  @Test
  void questionMarksAreNumberedByTheirPlace() {
    assertEquals("btrim($2, $1)", show("trim(BOTH ? FROM ?)"));
    assertEquals("CASE $1 WHEN $2 THEN $3 ELSE $4 END", show("CASE ? WHEN ? THEN ? ELSE ? END"));
  }

  @Test
  void createTableHasColumnsAndKeys() {
    Statement.CreateTable table =
        (Statement.CreateTable)
            parse(
                "create table if not exists s.t (a int default 1 + 2 not null, b varchar(5) primary key,"
                    + " c double precision, constraint pk primary key (a, b))");
    assertEquals(true, table.ifNotExists());
    assertEquals(List.of("a", "b"), table.primaryKey().stream().map(Identifier::name).toList());
    assertEquals(true, table.columns().get(0).notNull());
    assertEquals(true, table.columns().get(1).primaryKey());
    assertEquals(5, table.columns().get(1).type().length());
    assertEquals(TypeName.Kind.DOUBLE_PRECISION, table.columns().get(2).type().kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT2 | SMALLINT",
        "INT | INTEGER",
        "int8 | BIGINT",
        "FLOAT | DOUBLE_PRECISION",
        "FLOAT(24) | REAL",
        "FLOAT(25) | DOUBLE_PRECISION",
        "DOUBLE | DOUBLE_PRECISION",
        "NUMERIC(5) | DECIMAL",
        "BOOL | BOOLEAN",
        "CHARACTER VARYING(3) | VARCHAR",
        "CHAR(3) | CHAR",
        "STRING | TEXT",
        "BYTEA | VARBINARY",
        "BLOB | VARBINARY",
        "BINARY VARYING | VARBINARY",
        "TIMESTAMPTZ | TIMESTAMP_WITH_TIME_ZONE",
        "TIMESTAMP(6) WITH TIME ZONE | TIMESTAMP_WITH_TIME_ZONE",
        "TIMESTAMP WITHOUT TIME ZONE | TIMESTAMP",
        "TIME | TIME",
        "uuid | UUID"
      })
  void synonymsOfTypesAreResolved(String written, TypeName.Kind kind) {
    Statement.CreateTable table =
        (Statement.CreateTable) parse("CREATE TABLE t (a " + written + ")");
    assertEquals(kind, table.columns().get(0).type().kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DROP TABLE IF EXISTS a, s.b CASCADE | DropTable[tables=[a, s.b], ifExists=true]",
        "CREATE SCHEMA IF NOT EXISTS s | CreateSchema[schema=s, ifNotExists=true]",
        "DROP SCHEMA s CASCADE | DropSchema[schema=s, ifExists=false, cascade=true]",
        "CREATE DATABASE d | CreateDatabase[database=d, ifNotExists=false]",
        "DROP DATABASE IF EXISTS d | DropDatabase[database=d, ifExists=true]",
        "SCAN | Scan[from=null, to=null, prefix=null, limit=null]",
        "begin | Begin[modes=TransactionModes[isolation=null, readOnly=null], options=[]]",
        "BEGIN WORK READ ONLY | Begin[modes=TransactionModes[isolation=null, readOnly=true], options=[]]",
        "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE | Begin[modes=TransactionModes[isolation=REPEATABLE_READ, readOnly=false], options=[]]",
        "BEGIN WITH (timeout = '30 s') | Begin[modes=TransactionModes[isolation=null, readOnly=null], options=[Option[name=timeout, value=StringLiteral[value=30 s]]]]",
        "END WORK | Commit[options=[]]",
        "COMMIT WITH (result = $1) | Commit[options=[Option[name=result, value=Parameter[index=1]]]]",
        "ABORT | Rollback[]",
        "ROLLBACK TRANSACTION | Rollback[]",
        "ROLLBACK TO SAVEPOINT a | RollbackToSavepoint[name=a]",
        "ROLLBACK WORK TO a | RollbackToSavepoint[name=a]",
        "SAVEPOINT a | Savepoint[name=a]",
        "RELEASE a | ReleaseSavepoint[name=a]",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE | SetTransaction[modes=TransactionModes[isolation=SERIALIZABLE, readOnly=null], session=false]",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY | SetTransaction[modes=TransactionModes[isolation=null, readOnly=true], session=true]",
        "SUSPEND | Suspend[]",
        "CLOSE c | CloseCursor[name=c]",
        "CLOSE ALL | CloseCursor[name=null]",
        "FETCH c | MoveCursor[name=c, direction=FORWARD, count=1, returnsRows=true]",
        "FETCH next | MoveCursor[name=next, direction=FORWARD, count=1, returnsRows=true]",
        "FETCH NEXT FROM c | MoveCursor[name=c, direction=FORWARD, count=1, returnsRows=true]",
        "FETCH FORWARD 10 IN \"C\" | MoveCursor[name=C, direction=FORWARD, count=10, returnsRows=true]",
        "FETCH 7 c | MoveCursor[name=c, direction=FORWARD, count=7, returnsRows=true]",
        "FETCH -7 c | MoveCursor[name=c, direction=FORWARD, count=-7, returnsRows=true]",
        "FETCH BACKWARD 2 FROM c | MoveCursor[name=c, direction=FORWARD, count=-2, returnsRows=true]",
        "FETCH PRIOR FROM c | MoveCursor[name=c, direction=FORWARD, count=-1, returnsRows=true]",
        "FETCH ALL FROM c | MoveCursor[name=c, direction=FORWARD, count=9223372036854775807, returnsRows=true]",
        "MOVE BACKWARD ALL c | MoveCursor[name=c, direction=FORWARD, count=-9223372036854775808, returnsRows=false]",
        "MOVE ABSOLUTE 3 FROM c | MoveCursor[name=c, direction=ABSOLUTE, count=3, returnsRows=false]",
        "MOVE FIRST FROM c | MoveCursor[name=c, direction=ABSOLUTE, count=1, returnsRows=false]",
        "MOVE LAST FROM c | MoveCursor[name=c, direction=ABSOLUTE, count=-1, returnsRows=false]",
        "FETCH RELATIVE +3 FROM c | MoveCursor[name=c, direction=RELATIVE, count=3, returnsRows=true]",
        "RESUME 'x' | Resume[token=StringLiteral[value=x], options=[]]",
        "RESUME $1 WITH (takeover = true, on_close = 'suspend') | Resume[token=Parameter[index=1], options=[Option[name=takeover, value=BooleanLiteral[value=true]], Option[name=on_close, value=StringLiteral[value=suspend]]]]",
        "SET x = 1 | SetVariable[scope=SESSION, name=x, values=[1]]",
        "SET LOCAL a.B TO 'x', y, -1.5 | SetVariable[scope=LOCAL, name=a.b, values=[x, y, -1.5]]",
        "SET x TO DEFAULT | SetVariable[scope=SESSION, name=x, values=[]]",
        "SET x = on | SetVariable[scope=SESSION, name=x, values=[on]]",
        "SET TIME ZONE UTC | SetVariable[scope=SESSION, name=timezone, values=[UTC]]",
        "SET TIME ZONE LOCAL | SetVariable[scope=SESSION, name=timezone, values=[]]",
        "SET NAMES 'UTF8' | SetVariable[scope=SESSION, name=client_encoding, values=[UTF8]]",
        "SET SCHEMA s | SetSchema[schema=s]",
        "SET SCHEMA 's' | SetSchema[schema=s]",
        "RESET ALL | ResetVariable[name=null]",
        "RESET a.b | ResetVariable[name=a.b]",
        "SHOW server_version | ShowVariable[name=server_version]",
        "SHOW TRANSACTION ISOLATION LEVEL | ShowVariable[name=transaction_isolation]",
        "SHOW TIME ZONE | ShowVariable[name=timezone]",
        "SHOW ALL | ShowVariable[name=all]",
        "SHOW TABLES | ShowTables[schema=null]",
        "SHOW TABLES IN s | ShowTables[schema=s]",
        "SHOW SCHEMAS | ShowSchemas[]",
        "SHOW DATABASES | ShowDatabases[]",
        "SHOW TRANSACTION ID | ShowTransactionId[]",
        "SHOW CAUSALITY TOKEN | ShowCausalityToken[]",
        "SHOW OUTCOME OF 'x' FINAL | ShowOutcome[transactionId=StringLiteral[value=x], isFinal=true]",
        "DESC s.t | Describe[table=s.t]",
        "EXPLAIN GET 'a' | Explain[statement=Get[keys=[StringLiteral[value=a]]]]",
        "DISCARD ALL | Discard[]",
        "DEALLOCATE ALL | Deallocate[name=null]",
        "DEALLOCATE PREPARE p | Deallocate[name=p]",
        "SCAN 'a' TO $1 PREFIX 'p' LIMIT 5 | Scan[from=StringLiteral[value=a], to=Parameter[index=1], prefix=StringLiteral[value=p], limit=IntegerLiteral[value=5]]",
        "SCAN PREFIX ('a' ~~ 'b') | Scan[from=null, to=null, prefix=Binary[operator=CONCATENATE, left=StringLiteral[value=a], right=StringLiteral[value=b]], limit=null]",
        "PUT 'a' = 1, 'b' = X'00' | Put[pairs=[KeyValue[key=StringLiteral[value=a], value=IntegerLiteral[value=1]], KeyValue[key=StringLiteral[value=b], value=BinaryLiteral[hexadecimal=00]]]]",
        "DEL ?, ? | Del[keys=[Parameter[index=1], Parameter[index=2]]]",
        "INSERT INTO t DEFAULT VALUES | Insert[table=t, alias=null, columns=[], rows=[], upsert=false, onConflict=null, returning=[], forUpdate=false]",
        "UPSERT INTO t (a) VALUES (1) | Insert[table=t, alias=null, columns=[a], rows=[[IntegerLiteral[value=1]]], upsert=true, onConflict=null, returning=[], forUpdate=false]",
        "INSERT INTO t VALUES (DEFAULT) ON CONFLICT DO NOTHING | Insert[table=t, alias=null, columns=[], rows=[[DefaultValue[]]], upsert=false, onConflict=DoNothing[target=[]], returning=[], forUpdate=false]",
        "DELETE FROM t x RETURNING * | Delete[table=t, alias=x, where=null, returning=[AllColumns[table=null]], forUpdate=false]",
        "UPDATE t SET a = DEFAULT | Update[table=t, alias=null, assignments=[Assignment[column=a, value=DefaultValue[]]], where=null, returning=[], forUpdate=false]",
        "/* nothing */ | Empty[]",
      })
  void statementsBecomeTrees(String sql, String tree) {
    assertEquals(
        tree, parse(sql.replace("~~", "||")).toString().replaceAll("(, )?offset=\\d+", ""));
  }

  @Test
  void scriptsAreSplitAtSemicolonsOutsideOfStringsAndComments() {
    String sql = " ; SELECT ';' ;-- a;b\n /* ; */ SELECT $$;$$, a /* x */ ; ";
    List<ParsedStatement> statements = SqlParser.parseScript(sql);
    assertEquals(
        List.of("SELECT ';'", "SELECT $$;$$, a"),
        statements.stream().map(ParsedStatement::text).toList());
    ParsedStatement second = statements.get(1);
    assertEquals(sql.indexOf("SELECT $$"), second.startOffset());
    Statement.Select select = (Statement.Select) second.statement();
    Statement.SelectItem.Item item = (Statement.SelectItem.Item) select.items().get(1);
    assertEquals(second.text().indexOf('a'), item.expression().offset());
  }

  @Test
  void textsWithoutStatementsGiveNothing() {
    assertEquals(List.of(), SqlParser.parseScript(" ;; -- x"));
    assertEquals(new Statement.Empty(), parse(" ; "));
  }

  @Test
  void aSecondStatementIsRefusedWhereOneIsExpected() {
    SqlSyntaxException e =
        assertThrows(
            SqlSyntaxException.class, () -> SqlParser.parseStatement("SELECT 1; SELECT 2"));
    assertEquals(10, e.offset());
  }

  @Test
  void offsetsOfErrorsCountInTheWholeText() {
    String sql = "SELECT 1;\n  SELECT 'é😀' FORM t";
    SqlSyntaxException e = assertThrows(SqlSyntaxException.class, () -> SqlParser.parseScript(sql));
    assertEquals(sql.indexOf("FORM"), e.offset());
    assertEquals(2, e.line());
    assertEquals(15, e.column());
  }

  @Test
  void parametersAreCountedForEachStatement() {
    List<ParsedStatement> statements = SqlParser.parseScript("GET ?, ?; GET ?; GET $3; GET 'x'");
    assertEquals(
        List.of(2, 1, 3, 0), statements.stream().map(ParsedStatement::parameterCount).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT X'abc' | LITERAL",
        "SELECT X'zz' | LITERAL",
        "SELECT 1e99999 | LITERAL",
        "SELECT 1e99999999999 | LITERAL",
        "SELECT E'\\u00' | LITERAL",
        "SELECT E'\\0' | LITERAL",
        "SELECT $0 | SYNTAX",
        "SELECT $70000 | SYNTAX",
        "SELECT $99999999999 | SYNTAX",
        "SELECT ?, $1 | SYNTAX",
        "SELECT \"\" | SYNTAX",
        "SELECT max(*) | SYNTAX",
        "SELECT abs(DISTINCT a) | SYNTAX",
        "INSERT INTO t VALUES (1), (1, 2) | SYNTAX",
        "SELECT 1 LIMIT 1 LIMIT 2 | SYNTAX",
        "CREATE TABLE t (a varchar(0)) | SYNTAX",
        "CREATE TABLE t (a decimal(3,4)) | SYNTAX",
        "CREATE TABLE t (a int(3)) | SYNTAX",
        "UPSERT INTO t VALUES (1) ON CONFLICT DO NOTHING | SYNTAX",
        "BEGIN WITH (a = 1, a = 2) | SYNTAX",
      })
  void wrongContentsAreRefused(String sql, Kind kind) {
    assertEquals(
        kind, assertThrows(SqlSyntaxException.class, () -> SqlParser.parseStatement(sql)).kind());
  }
}
