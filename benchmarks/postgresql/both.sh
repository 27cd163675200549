# Sourced by the scripts beside it, with $root set: starts PostgreSQL 15 and a node in a temporary folder, fsync on in both, and stops them
# and removes the folder at the end. Sets pg_bin, pg_port, aft_port, aft_pid and work.
#
# Environment: PG_BIN (folder of initdb), AFT (the launcher).

pg_bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/15/bin /opt/homebrew/opt/postgresql@15/bin 2> /dev/null | head -n 1 || true)}
[ -x "$pg_bin/initdb" ] || { echo "compare: no PostgreSQL 15 server found; set PG_BIN to the folder of initdb" >&2; exit 1; }

work=$(mktemp -d)
chmod 755 "$work"
as_user() { # PostgreSQL refuses to run as root
  if [ "$(id -u)" = 0 ]; then su nobody -s /bin/bash -c "$*"; else bash -c "$*"; fi
}
cleanup() {
  [ -n "${aft_pid:-}" ] && kill "$aft_pid" 2> /dev/null && wait "$aft_pid" 2> /dev/null || true
  [ -d "$work/pg" ] && as_user "'$pg_bin/pg_ctl' -D '$work/pg' -m immediate stop" > /dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

pg_port=$(free_port)
mkdir "$work/pg" "$work/socket"
[ "$(id -u)" = 0 ] && chown nobody "$work/pg" "$work/socket"
as_user "'$pg_bin/initdb' -D '$work/pg' -A trust -U bench -E UTF8 --locale=C" > "$work/initdb.log"
as_user "'$pg_bin/pg_ctl' -D '$work/pg' -w -l '$work/pg/log' -o '-p $pg_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/socket -c fsync=on -c synchronous_commit=on -c shared_buffers=512MB -c max_connections=200' start" > /dev/null
"$pg_bin/psql" -q -h 127.0.0.1 -p "$pg_port" -U bench postgres -c 'CREATE DATABASE bench'

aft_port=$(free_port)
# A session of its own, as pg_ctl gives PostgreSQL: Linux shares the processors out among sessions first.
setsid "${AFT:-$root/aft}" server --storage "rocksdb:$work/aft" --listen "127.0.0.1:$aft_port" --metrics-listen 127.0.0.1:0 > "$work/aft.log" 2>&1 &
aft_pid=$!
for _ in $(seq 1 600); do
  "$pg_bin/pg_isready" -q -h 127.0.0.1 -p "$aft_port" && break
  kill -0 "$aft_pid" 2> /dev/null || { cat "$work/aft.log" >&2; exit 1; }
  sleep 0.2
done
