#!/usr/bin/env python3
"""Functions in Python with psycopg2: one transaction in two functions, exactly once, outcomes, causality, large results.

Start a node (`./aft server`), then:  python3 examples/languages/functions_psycopg2.py
Takes another address as its argument: "host=... port=... user=... password=... dbname=aft".
"""
import contextlib
import os
import socket
import sys
import uuid

import psycopg2

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "host=localhost port=7654 user=aft dbname=aft"


# page begins: connect
@contextlib.contextmanager
def connected():
    """A cursor that sends what it is given and no BEGIN of its own."""
    connection = psycopg2.connect(ADDRESS)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def first(cursor, sql, parameters=None):
    cursor.execute(sql, parameters)
    return cursor.fetchone()[0]
# page ends


# page begins: steps
def reserve(order):
    """The first function begins the transaction and hands it on."""
    with connected() as cursor:
        cursor.execute("BEGIN WITH (idempotency_key = %s)", (order,))
        cursor.execute("INSERT INTO orders VALUES (%s, 'reserved')", (order,))
        return first(cursor, "SUSPEND")  # the token, for the next function


def charge(order, token):
    """The second goes on with it, wherever it runs, and commits what both have written."""
    with connected() as cursor:
        cursor.execute("RESUME %s WITH (takeover = true, on_close = 'suspend')", (token,))
        cursor.execute("UPDATE orders SET state = 'paid' WHERE id = %s", (order,))
        cursor.execute("COMMIT WITH (result = %s)", (f"receipt of {order}",))
        return f"receipt of {order}"
# page ends


# page begins: once
def once(request_id, work):
    """Does the work once, however often it is called, and gives the answer of the call that did it."""
    for attempts_left in range(4, -1, -1):
        try:
            with connected() as cursor:
                cursor.execute("BEGIN WITH (idempotency_key = %s)", (request_id,))
                answer = work(cursor)
                cursor.execute("COMMIT WITH (result = %s)", (answer,))
                return answer
        except psycopg2.Error as e:
            if e.pgcode == "25X01":  # done before: the detail is the answer that was stored then
                return e.diag.message_detail
            if attempts_left == 0 or not isinstance(e, (psycopg2.OperationalError, psycopg2.InterfaceError)):
                raise  # else it was 40001, or the connection was lost: run it again
# page ends


# page begins: outcome
def outcome(transaction_id):
    """Of an id from SHOW TRANSACTION ID, when COMMIT was not answered; FINAL makes the answer stay true."""
    with connected() as cursor:
        return first(cursor, "SHOW OUTCOME OF %s FINAL", (transaction_id,))
# page ends


# page begins: causality
def rename(name):
    with connected() as cursor:
        cursor.execute("PUT 'profile/2' = %s", (name.encode(),))
        return first(cursor, "SHOW CAUSALITY TOKEN")


def read_name(token):
    """Sees at least what the token has seen, at whichever node."""
    with connected() as cursor:
        cursor.execute("SET after = %s", (token,))
        return bytes(first(cursor, "SELECT value FROM kv WHERE key = 'profile/2'")).decode()
# page ends


# page begins: large
def export(write):
    """A result of any length, in the memory of a hundred rows."""
    connection = psycopg2.connect(ADDRESS)
    with connection, connection.cursor("export") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT id, state FROM orders ORDER BY id")
        for order, state in cursor:
            write(order, state)
    connection.close()
# page ends


def main():
    with connected() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR PRIMARY KEY, state VARCHAR NOT NULL)")

    order = f"order {uuid.uuid4()}"
    token = reserve(order)
    assert charge(order, token) == f"receipt of {order}"
    try:  # The platform runs the second function again.
        charge(order, token)
        raise AssertionError("committed twice")
    except psycopg2.Error as e:
        assert (e.pgcode, e.diag.message_detail) == ("25X01", f"receipt of {order}")

    runs = []

    def work(cursor):
        runs.append(1)
        cursor.execute("INSERT INTO orders VALUES (%s, 'new')", (f"{order} again",))
        if len(runs) == 1:  # The first attempt loses its connection.
            with socket.socket(fileno=os.dup(cursor.connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)
        return f"answer {len(runs)}"

    assert [once(f"request {order}", work) for _ in range(3)] == ["answer 2"] * 3
    assert len(runs) == 2

    with connected() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO orders VALUES (%s, 'kept')", (f"{order} kept",))
        kept = first(cursor, "SHOW TRANSACTION ID")
        cursor.execute("COMMIT")
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO orders VALUES (%s, 'never')", (f"{order} never",))
        never = first(cursor, "SHOW TRANSACTION ID")
    assert (outcome(kept), outcome(never)) == ("committed", "aborted")

    assert read_name(rename("new name")) == "new name"

    exported = {}
    export(exported.__setitem__)
    assert exported[order] == "paid" and f"{order} never" not in exported, exported
    print("all functions did their work once")


if __name__ == "__main__":
    main()
