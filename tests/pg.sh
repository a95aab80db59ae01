#!/bin/sh
# A throw-away PostgreSQL for tests: one cluster in DIR, reached over a unix socket in DIR, collation C, durable but small.
#   tests/pg.sh start DIR    makes and starts it, prints its conninfo (database "etalase", user "postgres")
#   tests/pg.sh stop DIR     stops it and removes DIR
# PG_FSYNC=off: nothing waits for the disk, for tests of all but durability (a process may still be killed at any moment, only the machine may not).
# PG_LISTEN=ADDRESS: it is also reached there over TCP, port 5432, by who has a password.
# initdb refuses to run as root: then everything runs as the user postgres, which Debian's package makes. Binaries are looked for in
# PG_BIN, else in the newest /usr/lib/postgresql/*/bin.
set -eu

usage() {
	echo "usage: tests/pg.sh start|stop DIR" >&2
	exit 2
}

[ $# -eq 2 ] || usage
verb=$1
dir=$2
case $dir in /*) ;; *) dir=$PWD/$dir ;; esac

bin=${PG_BIN:-}
if [ -z "$bin" ]; then
	for d in /usr/lib/postgresql/*/bin; do
		[ -x "$d/initdb" ] && bin=$d
	done
fi
[ -n "$bin" ] || { echo "no PostgreSQL server found (Debian package: postgresql)" >&2; exit 1; }

as_owner() {
	if [ "$(id -u)" -eq 0 ]; then
		(cd / && exec runuser -u postgres -- "$@")
	else
		(cd / && exec "$@")
	fi
}

start() {
	# A socket's path has at most 107 bytes.
	[ ${#dir} -le 80 ] || { echo "path too long for a unix socket: $dir" >&2; exit 1; }
	mkdir -p "$dir"
	if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
	chmod 0700 "$dir"
	as_owner test -w "$dir" || { echo "user postgres may not enter the folder above $dir" >&2; exit 1; }
	as_owner "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --locale=C --encoding=UTF8 --no-instructions \
		>"$dir.initdb" 2>&1 || { cat "$dir.initdb" >&2; exit 1; }
	rm -f "$dir.initdb"
	as_owner sh -c 'cat >>"$1/data/postgresql.conf"' sh "$dir" <<-CONF
		listen_addresses = ''
		unix_socket_directories = '$dir'
		unix_socket_permissions = 0777
		max_connections = 140
		shared_buffers = 16MB
		min_wal_size = 32MB
		max_wal_size = 128MB
		wal_level = minimal
		max_wal_senders = 0
		autovacuum_naptime = 10min
		track_commit_timestamp = on
		log_min_messages = fatal
		fsync = ${PG_FSYNC:-on}
		full_page_writes = ${PG_FSYNC:-on}
	CONF
	if [ -n "${PG_LISTEN:-}" ]; then
		as_owner sh -c 'echo "listen_addresses = '\''$2'\''" >>"$1/data/postgresql.conf"; echo "host all all 0.0.0.0/0 scram-sha-256" >>"$1/data/pg_hba.conf"' sh "$dir" "$PG_LISTEN"
	fi
	as_owner "$bin/pg_ctl" -D "$dir/data" -w -s -l "$dir/log" start
	as_owner "$bin/createdb" -h "$dir" -U postgres -T template0 etalase
	echo "host=$dir user=postgres dbname=etalase"
}

stop() {
	if [ -f "$dir/data/postmaster.pid" ]; then
		as_owner "$bin/pg_ctl" -D "$dir/data" -w -s -m immediate stop
	fi
	if [ -d "$dir/data" ]; then rm -rf "$dir"; fi
}

case $verb in
start) start ;;
stop) stop ;;
*) usage ;;
esac
