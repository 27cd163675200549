#!/usr/bin/env bash
# Measures the driver beside pgjdbc, and a node beside PostgreSQL 15, on this machine, in turns: see ./aft bench driver --help.
#
#   benchmarks/postgresql/driver.sh [start | stream | batch] ...        default: all of them
#
# start:  JVM start to first row, our driver beside pgjdbc, against the same node.
# stream: 1,000,000 rows with a fetch size in a small heap, beside pgjdbc and PostgreSQL.
# batch:  100,000 rows inserted in batches, beside pgjdbc with reWriteBatchedInserts and PostgreSQL.
#
# Environment: PAIRS (15), PG_BIN (folder of initdb), AFT (the launcher).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
pairs=${PAIRS:-15}
what=("$@")
[ ${#what[@]} -gt 0 ] || what=(start stream batch)
# shellcheck source=benchmarks/postgresql/both.sh
. "$here/both.sh"

aft="jdbc:aft://127.0.0.1:$aft_port/aft"
same="jdbc:postgresql://127.0.0.1:$aft_port/aft?user=bench"
postgresql="jdbc:postgresql://127.0.0.1:$pg_port/bench?user=bench"

measure() { AFT_BUILD=never "${AFT:-$root/aft}" bench driver "$@" --pairs "$pairs"; }

for each in "${what[@]}"; do
  case "$each" in
    start) measure start --url "$aft" --beside "$same" ;;
    stream) measure stream --url "$aft" --beside "$postgresql" ;;
    batch)
      measure batch --url "$aft" --beside "$postgresql&reWriteBatchedInserts=true"
      measure batch --url "$aft" --beside "$postgresql&reWriteBatchedInserts=true" --batch-size 100000
      ;;
    *) echo "driver: no measurement named $each" >&2; exit 2 ;;
  esac
done
