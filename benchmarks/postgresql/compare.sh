#!/usr/bin/env bash
# Runs the same pgbench scripts against AFT and against PostgreSQL 15, in turn, on this machine, fsync on in both, and prints
# the ratios. Needs the PostgreSQL 15 server and client programs; starts and stops everything itself, in a temporary folder.
#
#   benchmarks/postgresql/compare.sh [CLIENTS ...]        default: 1 8 32
#
# Environment: SECONDS_PER_RUN (10), WARM_UP_SECONDS (15), ROUNDS (3), ROWS (100000), PG_BIN (folder of initdb), OUT (results/postgresql).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${SECONDS_PER_RUN:-10}
rounds=${ROUNDS:-3}
warm_up=${WARM_UP_SECONDS:-15} # the JVM compiles while it runs
rows=${ROWS:-100000}
out=${OUT:-$root/results/postgresql}
clients=("$@")
[ ${#clients[@]} -gt 0 ] || clients=(1 8 32)

# shellcheck source=benchmarks/postgresql/both.sh
. "$here/both.sh"

load() { # port database
  {
    echo "CREATE TABLE bench (k VARCHAR(32) PRIMARY KEY, v VARCHAR(200));"
    awk -v rows="$rows" 'BEGIN {
      value = sprintf("%100s", ""); gsub(/ /, "v", value)
      for (i = 1; i <= rows; i++) {
        if (i % 1000 == 1) printf "INSERT INTO bench VALUES "
        printf "(\047%d\047,\047%s\047)%s", i, value, (i % 1000 == 0 || i == rows) ? ";\n" : ","
      }
    }'
  } | "$pg_bin/psql" -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U bench "$2" > /dev/null
}
echo "loading $rows rows into both"
load "$pg_port" bench
load "$aft_port" aft
"$pg_bin/psql" -q -h 127.0.0.1 -p "$pg_port" -U bench bench -c 'VACUUM ANALYZE bench' -c 'CHECKPOINT'

mkdir -p "$out"
csv="$out/postgresql.csv"
echo "script,clients,round,database,tps" > "$csv"
run() { # script clients port database [seconds]
  "$pg_bin/pgbench" -n -M prepared -f "$here/$1.sql" -D rows="$rows" -c "$2" -j 1 -T "${5:-$seconds}" -h 127.0.0.1 -p "$3" -U bench "$4" 2> "$work/err" |
    awk '/^tps/ {print $3} /failed:/ {if ($6 + 0 > 0) print "failed transactions: " $0 > "/dev/stderr"}'
}
printf '%-12s %8s %14s %14s %8s\n' script clients "AFT tps" "PostgreSQL tps" ratio
for script in select update transaction; do
  for c in "${clients[@]}"; do
    run $script "$c" "$aft_port" aft "$warm_up" > /dev/null
    run $script "$c" "$pg_port" bench "$warm_up" > /dev/null
    for round in $(seq 1 "$rounds"); do
      a=$(run $script "$c" "$aft_port" aft)
      p=$(run $script "$c" "$pg_port" bench)
      echo "$script,$c,$round,aft,$a" >> "$csv"
      echo "$script,$c,$round,postgresql,$p" >> "$csv"
    done
    awk -F, -v s=$script -v c="$c" '
      $1 == s && $2 == c {n[$4]++; v[$4, n[$4]] = $5}
      function median(d,   i, j, t) {
        for (i = 1; i <= n[d]; i++) for (j = i + 1; j <= n[d]; j++) if (v[d, j] < v[d, i]) {t = v[d, i]; v[d, i] = v[d, j]; v[d, j] = t}
        return v[d, int((n[d] + 1) / 2)]
      }
      END {a = median("aft"); p = median("postgresql"); printf "%-12s %8d %14.0f %14.0f %7.2fx\n", s, c, a, p, a / p}' "$csv"
  done
done
echo "saved $csv"
