#!/usr/bin/env bash
# try-echo.sh COMMAND...: starts the echo server as a user would, sends it a megabyte, and compares what comes back. Needs bash and coreutils only.
set -euo pipefail
command -v timeout >/dev/null || timeout() { shift; "$@"; } # macOS has none: there the job's own limit ends a hang.
cd "$(dirname "$0")/.."

work=$(mktemp -d)
"$@" --port 0 >"$work/out" 2>"$work/err" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true; cat "$work/out" "$work/err"; rm -rf "$work"' EXIT

port=
for _ in $(seq 1200); do # Up to two minutes: the first start compiles.
  port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$work/out")
  [ -n "$port" ] && break
  kill -0 "$server" || { echo 'the server ended before it listened'; exit 1; }
  sleep 0.1
done
[ -n "$port" ] || { echo 'the server did not say that it listens'; exit 1; }

head -c 1000000 /dev/urandom >"$work/sent"
exec 3<>"/dev/tcp/127.0.0.1/$port"
timeout 60 head -c 1000000 <&3 >"$work/received" &
reader=$!
timeout 60 cat "$work/sent" >&3
wait "$reader"
exec 3>&-
cmp "$work/sent" "$work/received"

kill -TERM "$server" # dotnet run passes it on to the program.
for _ in $(seq 200); do
  kill -0 "$server" 2>/dev/null || exit 0
  sleep 0.1
done
echo 'the server did not stop after SIGTERM'
exit 1
