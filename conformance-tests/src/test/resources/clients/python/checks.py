"""Runs checks and prints a line for each: "ok NAME", "skipped NAME: REASON" or "failed NAME: REASON".

The lines after a failure, indented, are its traceback. Arguments of the program: the port of the node.
"""
import sys
import traceback

PORT = int(sys.argv[1])
ADDRESS = f"host=127.0.0.1 port={PORT} user=aft dbname=aft"
CHECKS = []


class Skipped(Exception):
    """What a check needs is not there."""


def check(function):
    CHECKS.append(function)
    return function


def equal(expected, actual):
    if expected != actual or type(expected) is not type(actual):
        raise AssertionError(f"expected {expected!r}, got {actual!r}")


class raises:
    """An error of a class, with an SQLState and words of its message or hint."""

    def __init__(self, kind, state, *words):
        self.kind, self.state, self.words = kind, state, words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            raise AssertionError(f"no {self.kind.__name__}")
        if not isinstance(error, self.kind):
            return False
        self.error = error
        equal(self.state, error.diag.sqlstate)
        told = f"{error.diag.message_primary} {error.diag.message_hint}"
        for word in self.words:
            if word not in told:
                raise AssertionError(f"{word!r} is not in {told!r}")
        return True


def main(connect):
    """Each check gets a connection of its own."""
    failed = 0
    for function in CHECKS:
        name = function.__name__
        try:
            connection = connect()
            try:
                function(connection)
            finally:
                connection.close()
            print(f"ok {name}", flush=True)
        except Skipped as e:
            print(f"skipped {name}: {e}", flush=True)
        except Exception as e:
            failed += 1
            print(f"failed {name}: {type(e).__name__} {str(e).splitlines()[:1]}")
            print("".join("  " + line for line in traceback.format_exc().splitlines(True)), flush=True)
    sys.exit(1 if failed else 0)
