#!/usr/bin/env bash
# Publishes the other servers among the samples as native programs, fetches a file from StaticFiles through TcpProxy, and plays a game of UdpGame. Warnings of the trimmer and the compiler are errors, as everywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/listening.sh

work=$(mktemp -d)
servers=()
stop() {
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
    wait "$server" || true
  done
  cat "$work"/*.out "$work"/*.err 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# start NAME ARGUMENT...: starts a published sample, and sets port to where it says that it listens.
start() {
  local name=$1
  shift
  "$work/$name/$name" "$@" >"$work/$name.out" 2>"$work/$name.err" &
  servers+=($!)
  await_listening "$name" "$work/$name.out" "${servers[-1]}"
}

rid=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
for name in StaticFiles TcpProxy UdpGame; do
  dotnet publish "samples/$name" -c Release -r "$rid" -p:PublishAot=true -o "$work/$name"
done

mkdir "$work/root"
head -c 5000000 /dev/urandom >"$work/root/file.bin"
start StaticFiles --root "$work/root" --port 0
start TcpProxy --listen 0 --to "127.0.0.1:$port"

exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /file.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
timeout 60 cat <&3 >"$work/answer"
exec 3>&-
head -n 1 "$work/answer" | grep -q '^HTTP/1.1 200 '
tail -c 5000000 "$work/answer" | cmp - "$work/root/file.bin"

start UdpGame server --port 0
"$work/UdpGame/UdpGame" client --to "127.0.0.1:$port" --players 4 --seconds 2 | tee "$work/game"
grep -q '^bye; in all received [1-9]' "$work/game"
