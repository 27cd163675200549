"""What programs do with psycopg 3."""
import datetime
import ipaddress
import math
import threading
import uuid
from decimal import Decimal

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.types.json import Json, Jsonb

from checks import ADDRESS, Skipped, check, equal, main, raises

UTC = datetime.timezone.utc
COLUMNS = """id integer primary key, b boolean, s smallint, i integer, l bigint, r real, d double precision, n decimal(30,6),
    c char(3), v varchar(20), t text, x bytea, da date, ti time, ts timestamp, tz timestamptz, u uuid"""
VALUES = (
    True, -2, 2**31 - 1, -(2**63), 1.5, 0.1, Decimal("-12345678901234567890.123456"), "abc", "var", "téxt \U0001f600 '\\",
    b"\x00\xff'\\", datetime.date(2026, 1, 2), datetime.time(23, 59, 59, 999999),
    datetime.datetime(1, 1, 1, 0, 0, 0, 1), datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    uuid.UUID("123e4567-e89b-12d3-a456-426614174000"))


def rows(connection, sql, parameters=None, **options):
    return connection.execute(sql, parameters, **options).fetchall()


def setup(connection):
    connection.execute(f"create table if not exists every_type ({COLUMNS})")
    connection.execute("create table if not exists numbers (i integer primary key, t text)")
    connection.commit()
    with connection.cursor() as cursor:
        cursor.executemany("upsert into numbers values (%s, %s)", [(i, f"some text {i}") for i in range(1000)])
        equal(1000, cursor.rowcount)
    connection.commit()


@check
def every_type_as_parameter_and_result_in_text_and_binary(connection):
    for number, placeholder in enumerate(("%s", "%b", "%t")):
        marks = ", ".join([placeholder] * 17)
        equal(1, connection.execute(f"upsert into every_type values ({marks})", (number, *VALUES)).rowcount)
        for binary in (False, True):
            equal((number, *VALUES), rows(connection, "select * from every_type where id = %s", (number,), binary=binary)[0])
        equal([(number,)], rows(connection, f"select id from every_type where id = {placeholder} and u = {placeholder}",
                                (number, VALUES[-1])))


@check
def null_of_every_type(connection):
    marks = ", ".join(["%s"] * 16)
    connection.execute(f"upsert into every_type values (100, {marks})", [None] * 16)
    for binary in (False, True):
        equal((100, *[None] * 16), rows(connection, "select * from every_type where id = 100", binary=binary)[0])
    equal([(None,)], rows(connection, "select %s", (None,)))
    equal([(None,)], rows(connection, "select %s::integer", (None,)))


@check
def numbers_at_their_ends(connection):
    for placeholder in ("%s", "%b", "%t"):
        for value in (0, -1, 2**15, 2**31, 2**62, 2**80, -(10**30)):
            equal(Decimal(value), Decimal(rows(connection, f"select {placeholder}", (value,))[0][0]))
        for value in (Decimal("0"), Decimal("1E-20"), Decimal("0.10"), Decimal(10) ** 40, Decimal("-99999999999999999999.9999")):
            equal(value, rows(connection, f"select {placeholder}::numeric", (value,))[0][0])
        for value in (0.1, -0.0, 5e-324, 1.7976931348623157e308, math.inf, -math.inf):
            equal(value, rows(connection, f"select {placeholder}::double precision", (value,), binary=True)[0][0])
        assert math.isnan(rows(connection, f"select {placeholder}::double precision", (math.nan,))[0][0])


@check
def numeric_has_neither_nan_nor_infinity(connection):
    for value in ("NaN", "Infinity"):
        with raises(errors.NumericValueOutOfRange, "22003", value):
            connection.execute("select %t::numeric", (Decimal(value),))
        connection.rollback()
        with raises(errors.DataError, "22P03"):
            connection.execute("select %b::numeric", (Decimal(value),))
        connection.rollback()


@check
def dates_are_finite(connection):
    equal([(datetime.date.max, datetime.date.min)], rows(connection, "select %s::date, %b::date", (datetime.date.max, datetime.date.min)))
    for word, kind in (("infinity", "date"), ("-infinity", "timestamp"), ("infinity", "timestamptz")):
        with raises(errors.DatetimeFieldOverflow, "22008", "infinite"):
            connection.execute(f"select %s::{kind}", (word,))
        connection.rollback()


@check
def what_the_dialect_has_not_is_refused_and_the_connection_goes_on(connection):
    refused = [
        ("select %s", ([1, 2],), "array"), ("insert into numbers values (1, %s)", ([1.5],), "array"),
        ("select * from numbers where i = any(%s)", ([1, 2],), "ANY"),
        ("select %b::text", (Jsonb({}),), "binary form"), ("select %b", (ipaddress.ip_address("1.2.3.4"),), "binary form"),
        ("select %b", (datetime.timedelta(1),), "binary form"),
        ("LISTEN x", None, "LISTEN"), ("NOTIFY x", None, "NOTIFY"), ("COPY numbers TO STDOUT", None, "COPY")]
    for sql, parameters, word in refused:
        with raises(errors.FeatureNotSupported, "0A000", word):
            connection.execute(sql, parameters)
        connection.rollback()
    equal([('{"a": 1}',)], rows(connection, "select %s::text", (Json({"a": 1}),)))
    for direction in ("FROM STDIN", "TO STDOUT (FORMAT BINARY)"):
        with raises(errors.FeatureNotSupported, "0A000", "COPY"):
            with connection.cursor() as cursor, cursor.copy(f"COPY numbers {direction}"):
                pass
        connection.rollback()
        equal([(1,)], rows(connection, "select 1"))


@check
def whoever_asks_pg_catalog_is_told_what_to_ask(connection):
    with raises(errors.UndefinedTable, "42P01", "SHOW TABLES"):
        psycopg.types.TypeInfo.fetch(connection, "hstore")
    connection.rollback()
    with raises(errors.UndefinedTable, "42P01", "information_schema"):
        connection.execute("select oid, typname from pg_type")


@check
def errors_have_their_class_and_their_fields(connection):
    connection.execute("upsert into numbers values (1, 'one')")
    with raises(errors.UniqueViolation, "23505") as duplicate:
        connection.execute("insert into numbers values (%s, %s)", (1, "again"))
    diagnostics = duplicate.error.diag
    equal(("ERROR", "numbers", "numbers_pkey"), (diagnostics.severity, diagnostics.table_name, diagnostics.constraint_name))
    equal("Key (i)=(1) already exists.", diagnostics.message_detail)
    connection.rollback()
    for kind, state, sql in (
            (errors.SyntaxError, "42601", "SELEC 1"), (errors.UndefinedColumn, "42703", "select j from numbers"),
            (errors.DivisionByZero, "22012", "select 1/0"), (errors.NotNullViolation, "23502", "insert into numbers values (null, 'x')"),
            (errors.InvalidTextRepresentation, "22P02", "select 'x'::integer"), (errors.UndefinedFunction, "42883", "select pg_sleep(1)")):
        with raises(kind, state):
            connection.execute(sql)
        connection.rollback()
    with raises(errors.UndefinedColumn, "42703") as wrong:
        connection.execute("select i, \U0001f600j from numbers where i = %s", (1,))
    equal("11", wrong.error.diag.statement_position)


@check
def a_failed_transaction_waits_for_its_end(connection):
    connection.execute("upsert into numbers values (2000, 'x')")
    with raises(errors.DivisionByZero, "22012"):
        connection.execute("select 1/0")
    equal(TransactionStatus.INERROR, connection.info.transaction_status)
    with raises(errors.InFailedSqlTransaction, "25P02"):
        connection.execute("select 1")
    connection.rollback()
    equal(TransactionStatus.IDLE, connection.info.transaction_status)
    equal([(0,)], rows(connection, "select count(*) from numbers where i = 2000"))


@check
def transaction_blocks_nest(connection):
    with connection.transaction():
        connection.execute("upsert into numbers values (2001, 'outer')")
        try:
            with connection.transaction():
                connection.execute("upsert into numbers values (2002, 'inner')")
                connection.execute("select 1/0")
        except errors.DivisionByZero:
            pass
        with connection.transaction(force_rollback=True):
            connection.execute("upsert into numbers values (2003, 'inner')")
    equal([(2001,)], rows(connection, "select i from numbers where i between 2001 and 2003"))
    connection.execute("delete from numbers where i >= 2000")
    connection.commit()


@check
def autocommit_and_modes_of_transactions(connection):
    connection.autocommit = True
    connection.execute("upsert into numbers values (2010, 'x')")
    equal(TransactionStatus.IDLE, connection.info.transaction_status)
    with psycopg.connect(ADDRESS) as other:
        equal([("x",)], rows(other, "delete from numbers where i = 2010 returning t"))
    connection.autocommit = False
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.deferrable = True
    with raises(errors.ReadOnlySqlTransaction, "25006"):
        connection.execute("delete from numbers")
    connection.rollback()
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    with raises(errors.FeatureNotSupported, "0A000", "SERIALIZABLE"):
        connection.execute("select 1")


@check
def prepared_statements_switch_to_names_and_survive_errors(connection):
    for i in range(12):
        equal([(f"some text {i}",)], rows(connection, "select t from numbers where i = %s", (i,)))
        equal([(i,)], rows(connection, "select %s::bigint", (i,), prepare=True, binary=True))
    with raises(errors.DivisionByZero, "22012"):
        for i in range(12):
            connection.execute("select 10 / %s::integer", (9 - i,))
    connection.rollback()
    equal([(5,)], rows(connection, "select 10 / %s::integer", (2,)))
    connection.execute("DEALLOCATE ALL")


@check
def pipelines_with_an_error_in_the_middle(connection):
    connection.autocommit = True
    with connection.pipeline():
        cursors = [connection.execute("select t from numbers where i = %s", (i,)) for i in range(300)]
        equal([(f"some text {i}",) for i in range(300)], [cursor.fetchone() for cursor in cursors])
    with connection.pipeline() as pipeline:
        first = connection.execute("upsert into numbers values (2020, 'first')")
        pipeline.sync()
        connection.execute("upsert into numbers values (2021, 'with the wrong one')")
        wrong = connection.execute("select * from nowhere")
        # Whichever of them reads the answer to the wrong one raises its error.
        with raises(errors.UndefinedTable, "42P01"):
            connection.execute("upsert into numbers values (2022, 'skipped')")
            pipeline.sync()
        try:
            pipeline.sync()
        except errors.PipelineAborted:
            pipeline.sync()
        equal(1, first.rowcount)
        last = connection.execute("select 1")
        pipeline.sync()
        equal((1,), last.fetchone())
    equal([(2020,)], rows(connection, "select i from numbers where i between 2020 and 2022"))
    connection.execute("delete from numbers where i = 2020")
    with raises(errors.UniqueViolation, "23505"):
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany("insert into numbers values (%s, 'x')", [(3000,), (3001,), (1,), (3002,)])
    equal([(0,)], rows(connection, "select count(*) from numbers where i >= 3000"))


@check
def many_rows_returned_by_executemany(connection):
    with connection.cursor() as cursor:
        cursor.executemany("insert into numbers values (%s, 'x') returning i", [(3010,), (3011,)], returning=True)
        equal((3010,), cursor.fetchone())
        assert cursor.nextset()
        equal((3011,), cursor.fetchone())
        assert not cursor.nextset()


@check
def server_side_cursors(connection):
    for binary in (False, True):
        with connection.cursor("a name") as cursor:
            cursor.itersize = 70
            cursor.execute("select i, t from numbers where i >= %s order by i", (10,), binary=binary)
            equal(["i", "t"], [column.name for column in cursor.description])
            equal([(10, "some text 10"), (11, "some text 11")], cursor.fetchmany(2))
            cursor.scroll(100)
            equal((112, "some text 112"), cursor.fetchone())
            cursor.scroll(500, mode="absolute")
            equal((510, "some text 510"), cursor.fetchone())
            equal(489, sum(1 for row in cursor))
    # After five times psycopg prepares the FETCH, for a cursor of other columns.
    for i in range(8):
        with connection.cursor("again") as cursor:
            cursor.execute("select i, t from numbers" if i % 2 else "select t from numbers")
            equal(i % 2 + 1, len(cursor.fetchmany(3)[2]))
    with raises(errors.FeatureNotSupported, "0A000", "SCROLL"):
        connection.cursor("back", scrollable=True).execute("select i from numbers")
    connection.rollback()
    with raises(errors.FeatureNotSupported, "0A000", "WITH HOLD"):
        connection.cursor("longer", withhold=True).execute("select i from numbers")
    connection.rollback()
    connection.autocommit = True
    with raises(errors.NoActiveSqlTransaction, "25P01"):
        connection.cursor("outside").execute("select i from numbers")


@check
def results_row_by_row(connection):
    with connection.cursor() as cursor:
        equal(990, sum(1 for row in cursor.stream("select * from numbers where i >= %s and i < 1000", (10,))))


@check
def several_statements_in_one_message(connection):
    with connection.cursor() as cursor:
        cursor.execute("select 1; select 2, 3")
        equal([(1,)], cursor.fetchall())
        assert cursor.nextset()
        equal([(2, 3)], cursor.fetchall())


@check
def parameters_put_into_the_text_by_the_client(connection):
    cursor = psycopg.ClientCursor(connection)
    values = (1, "it's a \\ back", b"\x00'\\", Decimal("1.50"), datetime.date(2026, 1, 2), None, True,
              datetime.datetime(2026, 1, 2, 3, 4, 5, 6), datetime.datetime(2026, 1, 2, tzinfo=UTC), VALUES[-1])
    equal(values, cursor.execute("select " + ", ".join(["%s"] * len(values)), values).fetchone())


@check
def cancel_stops_a_statement_and_the_session_goes_on(connection):
    stop = threading.Event()

    def cancel_until_stopped():
        # A cancel that comes before the statement has begun is lost, as in PostgreSQL.
        while not stop.wait(0.05):
            connection.cancel()

    thread = threading.Thread(target=cancel_until_stopped)
    thread.start()
    try:
        with raises(errors.QueryCanceled, "57014", "user request"):
            for _ in range(50):
                connection.execute("select count(*) from numbers where md5(repeat(t, 5000)) like '%x%'")
    finally:
        stop.set()
        thread.join()
    connection.rollback()
    equal([(1,)], rows(connection, "select 1"))


@check
def a_statement_timeout_from_the_connection_string(connection):
    with psycopg.connect(ADDRESS + " options='-c statement_timeout=50ms -c TimeZone=Europe/Berlin' application_name=mine") as other:
        equal([("Europe/Berlin",)], rows(other, "show timezone"))
        equal([("mine",)], rows(other, "show application_name"))
        with raises(errors.QueryCanceled, "57014", "timeout"):
            for _ in range(50):
                other.execute("select count(*) from numbers where md5(repeat(t, 5000)) like '%x%'")


@check
def what_a_connection_says_of_the_node(connection):
    equal((150000, "aft", "aft", "utf-8"), (connection.info.server_version, connection.info.dbname, connection.info.user, connection.info.encoding))
    equal(datetime.timedelta(0), connection.info.timezone.utcoffset(datetime.datetime.now()))
    notices = []
    connection.add_notice_handler(lambda notice: notices.append((notice.severity, notice.sqlstate)))
    connection.autocommit = True
    connection.execute("commit")
    equal([("WARNING", "25P01")], notices)
    with raises_connection("3D000", "nowhere"):
        psycopg.connect(ADDRESS.replace("dbname=aft", "dbname=nowhere"))


class raises_connection:
    """psycopg keeps no fields of an error at start-up, only the words."""

    def __init__(self, state, word):
        self.word = word

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return kind is psycopg.OperationalError and self.word in str(error)


@check
def a_pool_lends_and_takes_back(connection):
    try:
        from psycopg_pool import ConnectionPool
    except ImportError:
        raise Skipped("needs the module psycopg_pool") from None
    with ConnectionPool(ADDRESS, min_size=1, max_size=2, timeout=30) as pool:
        for i in range(20):
            with pool.connection() as lent:
                equal([(i,)], rows(lent, "select %s::integer", (i,)))
        try:
            with pool.connection() as lent:
                lent.execute("select 1/0")
        except errors.DivisionByZero:
            pass
        with pool.connection() as lent:
            equal(TransactionStatus.IDLE, lent.info.transaction_status)


if __name__ == "__main__":
    with psycopg.connect(ADDRESS) as first:
        setup(first)
    main(lambda: psycopg.connect(ADDRESS))
