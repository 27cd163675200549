#!/usr/bin/env bash
# Functions in a shell with psql: one transaction in two functions, and exactly once.
#
# Start a node (`./aft server`), then:  examples/languages/functions_psql.sh
# Takes another address as its argument: "host=... port=... user=... password=... dbname=aft".
set -euo pipefail

address=${1:-host=localhost port=7654 user=aft dbname=aft}

# page begins: steps
run() { psql -X -q -At -v ON_ERROR_STOP=1 -v VERBOSITY=verbose "$address"; }

reserve() { # begins the transaction and prints its token
  run <<SQL
BEGIN WITH (idempotency_key = '$1');
INSERT INTO orders VALUES ('$1', 'reserved');
SUSPEND;
SQL
}

charge() { # goes on with it, in another process, and commits what both have written
  run <<SQL
RESUME '$2' WITH (takeover = true, on_close = 'suspend');
UPDATE orders SET state = 'paid' WHERE id = '$1';
COMMIT WITH (result = 'receipt of $1');
SQL
}
# page ends

run <<< "CREATE TABLE IF NOT EXISTS orders (id VARCHAR PRIMARY KEY, state VARCHAR NOT NULL);"
order="order $$-$RANDOM-$(date +%s)"
token=$(reserve "$order")
charge "$order" "$token"
[ "$(run <<< "SELECT state FROM orders WHERE id = '$order';")" = paid ]

# page begins: again
if ! answer=$(charge "$order" "$token" 2>&1); then
  case $answer in
    *25X01*) receipt=$(sed -n 's/^DETAIL:  //p' <<< "$answer") ;; # done before: this is what it answered
    *) echo "$answer" >&2; exit 1 ;;
  esac
fi
# page ends
[ "$receipt" = "receipt of $order" ]
echo "all functions did their work once"
