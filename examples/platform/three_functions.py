#!/usr/bin/env python3
"""A function platform in one page: three functions, one transaction, kill -9 at any time.

Every workflow takes an order in three functions. Each function is a process of its own (psql), knows
nothing but its input, and may be killed at any moment; the platform then simply runs it again.

    reserve   BEGIN WITH (idempotency_key = 'order 17')   takes one from the stock      SUSPEND -> token
    charge    RESUME 'token'                              takes the money               SUSPEND -> token
    confirm   RESUME 'token'                              writes the order              COMMIT WITH (result)

Start a node (`./aft server`), then:  python3 examples/platform/three_functions.py --workflows 1000
Needs psql. Ends with 0 when every order is there exactly once, and stock and money agree with them.
"""
import argparse
import random
import re
import subprocess
import sys
import threading

SHOPS = 8  # workflows side by side, each with a stock and a till of its own: lost updates are not the point here
PRICE = 3


class Platform:
    def __init__(self, arguments):
        self.arguments = arguments
        self.lock = threading.Lock()
        self.calls = self.kills = self.retries = self.restarts = 0
        self.failure = None

    def psql(self, *statements, kill_after=None):
        """Runs statements in a psql process: exit code, standard output, standard error."""
        command = ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose",
                   f"host={self.arguments.host} port={self.arguments.port} user=aft dbname=aft"]
        for statement in statements:
            command += ["-c", statement]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if kill_after is not None:
            try:
                process.wait(timeout=kill_after)
            except subprocess.TimeoutExpired:
                process.kill()
                self.count("kills")
        out, err = process.communicate()
        return process.returncode, out.strip(), err

    def count(self, name):
        with self.lock:
            setattr(self, name, getattr(self, name) + 1)

    def call(self, dice, *statements):
        """What became of a function: ('ok', output), ('done', result), ('lost',) or ('gone',)."""
        self.count("calls")
        kill_after = dice.uniform(0, 0.04) if dice.random() < self.arguments.kill else None
        code, out, err = self.psql(*statements, kill_after=kill_after)
        if code == 0:
            return "ok", out
        error = re.search(r"(?:ERROR|FATAL):\s+(\w{5}):", err)
        state = error.group(1) if error else "lost"
        if state == "25X01":  # The work is done; the detail is the result that it stored.
            return "done", re.search(r"DETAIL:\s+(.*)", err).group(1)
        if state in ("25P03", "3B001"):  # There is no such transaction any more.
            return ("gone",)
        if state in ("55006", "25X04", "57P01", "lost"):  # Another attempt has it, or this one died.
            return ("lost",)
        raise AssertionError(f"a function failed: {err}")

    def order(self, dice, shop, number):
        """Brings one workflow to its end and returns its result."""
        key, step, token, retry = f"order {shop}-{number}", 0, "", False
        while True:
            resume = f"RESUME '{token}' WITH (takeover = {str(retry).lower()}, on_close = 'suspend')"
            functions = [
                (f"BEGIN WITH (idempotency_key = '{key}')",
                 f"UPDATE stock SET pieces = pieces - 1 WHERE shop = {shop}",
                 "SUSPEND"),
                (resume, f"UPDATE till SET money = money + {PRICE} WHERE shop = {shop}", "SUSPEND"),
                (resume, f"INSERT INTO orders VALUES ({shop}, {number}, 'paid')",
                 f"COMMIT WITH (result = 'receipt {shop}-{number}')"),
            ]
            answer = self.call(dice, *functions[step])
            if answer[0] == "done":
                return answer[1]
            if answer[0] == "ok" and step == 2:
                return f"receipt {shop}-{number}"
            if answer[0] == "ok":
                step, token, retry = step + 1, answer[1], False
            elif answer[0] == "gone":
                self.count("restarts")
                step, token, retry = 0, "", False
            else:
                self.count("retries")
                retry = True

    def run_shop(self, shop, numbers):
        dice = random.Random(self.arguments.seed * 1000 + shop)
        try:
            for number in numbers:
                result = self.order(dice, shop, number)
                assert result == f"receipt {shop}-{number}", result
        except Exception as e:  # Reported by the main thread.
            self.failure = e

    def setup(self):
        shops = range(SHOPS)
        code, _, err = self.psql(
            "DROP TABLE IF EXISTS stock", "DROP TABLE IF EXISTS till", "DROP TABLE IF EXISTS orders",
            "CREATE TABLE stock (shop INTEGER PRIMARY KEY, pieces INTEGER NOT NULL)",
            "CREATE TABLE till (shop INTEGER PRIMARY KEY, money INTEGER NOT NULL)",
            "CREATE TABLE orders (shop INTEGER, number BIGINT, state VARCHAR, PRIMARY KEY (shop, number))",
            "INSERT INTO stock VALUES " + ", ".join(f"({shop}, 0)" for shop in shops),
            "INSERT INTO till VALUES " + ", ".join(f"({shop}, 0)" for shop in shops))
        if code != 0:
            sys.exit(err)

    def check(self, orders_of):
        expected = "\n".join(
            f"{shop}|{-len(orders)}|{PRICE * len(orders)}" for shop, orders in orders_of.items())
        _, stock, _ = self.psql("SELECT shop, pieces FROM stock ORDER BY shop")
        _, till, _ = self.psql("SELECT shop, money FROM till ORDER BY shop")
        _, orders, _ = self.psql("SELECT shop, number FROM orders ORDER BY shop, number")
        found = "\n".join(
            f"{a}|{b.split('|')[1]}" for a, b in zip(stock.splitlines(), till.splitlines()))
        wanted = [f"{shop}|{number}" for shop, numbers in orders_of.items() for number in numbers]
        if found != expected or orders.splitlines() != wanted:
            sys.exit(f"WRONG: expected\n{expected}\nfound\n{found}\norders\n{orders}")

    def run(self):
        self.setup()
        total = self.arguments.workflows
        run = random.randrange(10**6)  # Keys live for a day: another run is other work.
        orders_of = {shop: [run * 10**6 + i for i in range(shop, total, SHOPS)] for shop in range(SHOPS)}
        lanes = [threading.Thread(target=self.run_shop, args=item) for item in orders_of.items()]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        if self.failure:
            raise self.failure
        self.check(orders_of)
        print(f"calls={self.calls} kills={self.kills} retries={self.retries} restarts={self.restarts}")
        print(f"each of {total} orders is there once, and stock and money agree")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="7654")
    parser.add_argument("--workflows", type=int, default=100)
    parser.add_argument("--kill", type=float, default=0.3, help="probability that a function is killed")
    parser.add_argument("--seed", type=int, default=7)
    Platform(parser.parse_args()).run()


if __name__ == "__main__":
    main()
