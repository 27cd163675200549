#!/usr/bin/env python3
"""Functions in Python with psycopg 3: one transaction in two functions, exactly once, outcomes, causality, large results.

Start a node (`./aft server`), then:  python3 examples/languages/functions_psycopg3.py
Takes another address as its argument: "host=... port=... user=... password=... dbname=aft".
"""
import os
import select
import socket
import sys
import uuid

import psycopg

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "host=localhost port=7654 user=aft dbname=aft"


# page begins: steps
def reserve(order):
    """The first function begins the transaction and hands it on."""
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("BEGIN WITH (idempotency_key = %s)", (order,))
        connection.execute("INSERT INTO orders VALUES (%s, 'reserved')", (order,))
        return connection.execute("SUSPEND").fetchone()[0]  # the token, for the next function


def charge(order, token):
    """The second goes on with it, wherever it runs, and commits what both have written."""
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("RESUME %s WITH (takeover = true, on_close = 'suspend')", (token,))
        connection.execute("UPDATE orders SET state = 'paid' WHERE id = %s", (order,))
        connection.execute("COMMIT WITH (result = %s)", (f"receipt of {order}",))
        return f"receipt of {order}"
# page ends


# page begins: once
def once(request_id, work):
    """Does the work once, however often it is called, and gives the answer of the call that did it."""
    for attempts_left in range(4, -1, -1):
        try:
            with psycopg.connect(ADDRESS, autocommit=True) as connection:
                connection.execute("BEGIN WITH (idempotency_key = %s)", (request_id,))
                answer = work(connection)
                connection.execute("COMMIT WITH (result = %s)", (answer,))
                return answer
        except psycopg.Error as e:
            if e.sqlstate == "25X01":  # done before: the detail is the answer that was stored then
                return e.diag.message_detail
            if attempts_left == 0 or not isinstance(e, psycopg.OperationalError):
                raise  # else it was 40001, or the connection was lost: run it again
# page ends


# page begins: outcome
def commit(connection):
    """Commits, and knows whether it is committed even if the connection dies meanwhile."""
    transaction_id = connection.execute("SHOW TRANSACTION ID").fetchone()[0]
    try:
        connection.execute("COMMIT")
        return "committed"
    except psycopg.OperationalError:
        return outcome(transaction_id)


def outcome(transaction_id):
    """FINAL: a transaction that is still under way cannot commit any more, so the answer stays true."""
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        return connection.execute("SHOW OUTCOME OF %s FINAL", (str(transaction_id),)).fetchone()[0]
# page ends


# page begins: causality
def rename(name):
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("PUT 'profile/1' = %s::bytea", (name.encode(),))
        return connection.execute("SHOW CAUSALITY TOKEN").fetchone()[0]


def read_name(token):
    """Sees at least what the token has seen, at whichever node."""
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("BEGIN WITH (after = %s)", (token,))
        return connection.execute("SELECT value FROM kv WHERE key = 'profile/1'").fetchone()[0].decode()
# page ends


# page begins: large
def export(write):
    """A result of any length, in the memory of a hundred rows."""
    with psycopg.connect(ADDRESS) as connection, connection.cursor("export") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT id, state FROM orders ORDER BY id")
        for order, state in cursor:
            write(order, state)
# page ends


def break_off(connection):
    """What a network does."""
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def main():
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS orders (id VARCHAR PRIMARY KEY, state VARCHAR NOT NULL)")

    order = f"order {uuid.uuid4()}"
    token = reserve(order)
    assert charge(order, token) == f"receipt of {order}"
    try:  # The platform runs the second function again.
        charge(order, token)
        raise AssertionError("committed twice")
    except psycopg.Error as e:
        assert (e.sqlstate, e.diag.message_detail) == ("25X01", f"receipt of {order}")

    runs = []

    def work(connection):
        runs.append(1)
        connection.execute("INSERT INTO orders VALUES (%s, 'new')", (f"{order} again",))
        if len(runs) == 1:
            break_off(connection)  # The first attempt dies in the middle.
        return f"answer {len(runs)}"

    assert [once(f"request {order}", work) for _ in range(3)] == ["answer 2"] * 3
    assert len(runs) == 2

    connection = psycopg.connect(ADDRESS, autocommit=True)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO orders VALUES (%s, 'never')", (f"{order} never",))
    break_off_before_commit = connection.execute("SHOW TRANSACTION ID").fetchone()[0]
    break_off(connection)
    assert outcome(break_off_before_commit) == "aborted"
    connection = psycopg.connect(ADDRESS, autocommit=True)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO orders VALUES (%s, 'kept')", (f"{order} kept",))
    break_off_after_commit = connection.execute("SHOW TRANSACTION ID").fetchone()[0]
    connection.pgconn.send_query(b"COMMIT")
    select.select([connection.fileno()], [], [], 60)  # The answer is there, and is never read.
    break_off(connection)
    assert outcome(break_off_after_commit) == "committed"
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute("BEGIN")
        connection.execute("INSERT INTO orders VALUES (%s, 'kept')", (f"{order} simply",))
        assert commit(connection) == "committed"

    assert read_name(rename("new name")) == "new name"

    exported = {}
    export(exported.__setitem__)
    assert exported[order] == "paid" and f"{order} never" not in exported, exported
    print("all functions did their work once")


if __name__ == "__main__":
    main()
