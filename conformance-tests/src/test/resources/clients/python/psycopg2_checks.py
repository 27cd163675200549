"""What programs do with psycopg2."""
import datetime
import io
import math
import threading
import uuid
from decimal import Decimal

import psycopg2
import psycopg2.extensions
import psycopg2.extras
from psycopg2 import errors

from checks import ADDRESS, check, equal, main, raises

psycopg2.extras.register_uuid()
UTC = datetime.timezone.utc
VALUES = (
    1, True, -2, 2**31 - 1, -(2**63), 1.5, 0.1, Decimal("-12345678901234567890.123456"), "abc", "var", "téxt \U0001f600 '\\",
    b"\x00\xff'\\", datetime.date(2026, 1, 2), datetime.time(23, 59, 59, 999999),
    datetime.datetime(1, 1, 1, 0, 0, 0, 1), datetime.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    uuid.UUID("123e4567-e89b-12d3-a456-426614174000"))


def rows(connection, sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def run(connection, sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def setup(connection):
    run(connection, """create table if not exists every_type_2 (id integer primary key, b boolean, s smallint, i integer, l bigint, r real,
        d double precision, n decimal(30,6), c char(3), v varchar(20), t text, x bytea, da date, ti time, ts timestamp, tz timestamptz, u uuid);
        create table if not exists numbers_2 (i integer primary key, t text)""")
    connection.commit()
    with connection.cursor() as cursor:
        psycopg2.extras.execute_values(cursor, "upsert into numbers_2 values %s", [(i, f"some text {i}") for i in range(1000)], page_size=500)
    connection.commit()


@check
def every_type_as_parameter_and_result(connection):
    marks = ", ".join(["%s"] * 17)
    equal(1, run(connection, f"upsert into every_type_2 values ({marks})", VALUES))
    equal([VALUES], rows(connection, "select * from every_type_2 where id = %s and u = %s", (1, VALUES[-1])))
    run(connection, f"upsert into every_type_2 values ({marks})", (2, *[None] * 16))
    equal([(2, *[None] * 16)], rows(connection, "select * from every_type_2 where id = %(id)s", {"id": 2}))
    equal([(1,), (2,)], rows(connection, "select id from every_type_2 where id in %s", ((1, 2, 3),)))
    equal([(math.inf, -0.0)], rows(connection, "select %s, %s", (math.inf, -0.0)))


@check
def what_the_dialect_has_not_is_refused_and_the_connection_goes_on(connection):
    refused = [
        (errors.FeatureNotSupported, "0A000", "Arrays", "select %s", ([1, 2],)),
        (errors.FeatureNotSupported, "0A000", "INTERVAL", "select %s", (datetime.timedelta(1),)),
        (errors.FeatureNotSupported, "0A000", "LISTEN", "listen x", None),
        (errors.NumericValueOutOfRange, "22003", "NaN", "select %s", (Decimal("NaN"),)),
        (errors.DatetimeFieldOverflow, "22008", "infinite", "select 'infinity'::date", None),
        (errors.UndefinedTable, "42P01", "SHOW TABLES", "select * from pg_catalog.pg_class", None)]
    for kind, state, word, sql, parameters in refused:
        with raises(kind, state, word):
            run(connection, sql, parameters)
        connection.rollback()
    for copy in (lambda cursor: cursor.copy_from(io.StringIO("1\tx"), "numbers_2"), lambda cursor: cursor.copy_to(io.StringIO(), "numbers_2"),
                 lambda cursor: cursor.copy_expert("COPY numbers_2 TO STDOUT", io.StringIO())):
        with raises(errors.FeatureNotSupported, "0A000", "COPY"), connection.cursor() as cursor:
            copy(cursor)
        connection.rollback()
        equal([(1,)], rows(connection, "select 1"))
    with raises(errors.UndefinedTable, "42P01", "SHOW TABLES"):
        psycopg2.extras.register_composite("anything", connection)


@check
def a_transaction_begins_by_itself_and_ends_by_commit_or_rollback(connection):
    equal(psycopg2.extensions.TRANSACTION_STATUS_IDLE, connection.get_transaction_status())
    run(connection, "upsert into numbers_2 values (2000, 'x')")
    equal(psycopg2.extensions.TRANSACTION_STATUS_INTRANS, connection.get_transaction_status())
    other = psycopg2.connect(ADDRESS)
    equal([], rows(other, "select i from numbers_2 where i = 2000"))
    other.rollback()
    connection.commit()
    equal([(2000,)], rows(other, "select i from numbers_2 where i = 2000"))
    other.close()
    try:
        with connection:
            run(connection, "upsert into numbers_2 values (2001, 'x')")
            run(connection, "select 1/0")
    except errors.DivisionByZero:
        pass
    with connection:
        equal(1, run(connection, "delete from numbers_2 where i >= 2000"))


@check
def a_failed_transaction_goes_on_from_a_savepoint(connection):
    run(connection, "savepoint before")
    with raises(errors.DivisionByZero, "22012"):
        run(connection, "select 1/0")
    equal(psycopg2.extensions.TRANSACTION_STATUS_INERROR, connection.get_transaction_status())
    with raises(errors.InFailedSqlTransaction, "25P02"):
        run(connection, "select 1")
    run(connection, "rollback to savepoint before")
    equal([(1,)], rows(connection, "select 1"))
    connection.commit()


@check
def errors_have_their_class_and_their_fields(connection):
    with raises(errors.UniqueViolation, "23505") as duplicate:
        run(connection, "insert into numbers_2 values (1, 'again')")
    equal("23505", duplicate.error.pgcode)
    equal(("numbers_2", "numbers_2_pkey"), (duplicate.error.diag.table_name, duplicate.error.diag.constraint_name))
    connection.rollback()
    assert isinstance(duplicate.error, psycopg2.IntegrityError)
    with raises(errors.UndefinedColumn, "42703") as wrong:
        run(connection, "select j from numbers_2")
    equal("8", wrong.error.diag.statement_position)


@check
def sessions_have_modes(connection):
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with raises(errors.ReadOnlySqlTransaction, "25006"):
        run(connection, "delete from numbers_2")
    connection.rollback()
    connection.set_session(isolation_level="SERIALIZABLE", readonly=False)
    with raises(errors.FeatureNotSupported, "0A000", "SERIALIZABLE"):
        run(connection, "select 1")
    connection.rollback()
    connection.set_session(isolation_level="DEFAULT", autocommit=True)
    equal([(1,)], rows(connection, "select 1"))
    equal(psycopg2.extensions.TRANSACTION_STATUS_IDLE, connection.get_transaction_status())
    run(connection, "commit")
    assert "25P01" in connection.notices[-1] or "no transaction" in connection.notices[-1], connection.notices
    connection.set_client_encoding("UTF8")
    with raises(errors.InvalidParameterValue, "22023", "client_encoding"):
        connection.set_client_encoding("LATIN1")


@check
def server_side_cursors(connection):
    with connection.cursor("a name") as cursor:
        cursor.itersize = 70
        cursor.execute("select i, t from numbers_2 where i >= %s order by i", (10,))
        equal([(10, "some text 10"), (11, "some text 11")], cursor.fetchmany(2))
        cursor.scroll(100)
        equal((112, "some text 112"), cursor.fetchone())
        cursor.scroll(500, mode="absolute")
        equal((510, "some text 510"), cursor.fetchone())
        equal(489, sum(1 for row in cursor))
    with raises(errors.FeatureNotSupported, "0A000", "SCROLL"):
        connection.cursor("back", scrollable=True).execute("select i from numbers_2")
    connection.rollback()
    with raises(errors.FeatureNotSupported, "0A000", "WITH HOLD"):
        connection.cursor("longer", withhold=True).execute("select i from numbers_2")


@check
def helpers_for_many_rows_and_named_columns(connection):
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        psycopg2.extras.execute_batch(cursor, "upsert into numbers_2 values (%s, %s)", [(i, "x") for i in range(3000, 3200)])
        cursor.execute("select i as number, t from numbers_2 where i = 3000")
        equal({"number": 3000, "t": "x"}, dict(cursor.fetchone()))
        equal(["number", "t"], [column.name for column in cursor.description])
        cursor.execute("delete from numbers_2 where i >= 3000")
        equal((200, "DELETE 200"), (cursor.rowcount, cursor.statusmessage))


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
                run(connection, "select count(*) from numbers_2 where md5(repeat(t, 5000)) like '%x%'")
    finally:
        stop.set()
        thread.join()
    connection.rollback()
    equal([(1,)], rows(connection, "select 1"))


@check
def connections_without_waiting(connection):
    waiting = psycopg2.connect(ADDRESS, async_=1)
    psycopg2.extras.wait_select(waiting)
    cursor = waiting.cursor()
    cursor.execute("select count(*) from numbers_2")
    psycopg2.extras.wait_select(waiting)
    equal((1000,), cursor.fetchone())
    waiting.close()


@check
def what_a_connection_string_may_say(connection):
    other = psycopg2.connect(ADDRESS + " sslmode=prefer application_name=mine options='-c TimeZone=Europe/Berlin -c statement_timeout=60s'")
    equal([("Europe/Berlin",)], rows(other, "show timezone"))
    equal([("mine",)], rows(other, "show application_name"))
    equal((150000, "UTF8"), (other.server_version, other.encoding))
    other.close()
    try:
        psycopg2.connect(ADDRESS.replace("dbname=aft", "dbname=nowhere")).close()
    except psycopg2.OperationalError as e:
        assert "nowhere" in str(e), e
    else:
        raise AssertionError("there is no such database")


if __name__ == "__main__":
    first = psycopg2.connect(ADDRESS)
    setup(first)
    first.close()
    main(lambda: psycopg2.connect(ADDRESS))
