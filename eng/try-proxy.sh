#!/usr/bin/env bash
# try-proxy.sh: has samples/TcpProxy forward a file of 1 GiB, which samples/StaticFiles serves and curl fetches, and looks by strace at what carries it.
# Needs curl. Without strace, which is said, nothing is counted.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/listening.sh
command -v curl >/dev/null || { echo 'curl is missing, and nothing can be tried without it'; exit 1; }

for sample in StaticFiles TcpProxy; do
  dotnet build "samples/$sample" -c Release -v quiet -clp:NoSummary
done
size=$((1024 * 1024 * 1024))
work=$(mktemp -d)
processes=()
stop() {
  [ ${#processes[@]} -eq 0 ] || kill "${processes[@]}" 2>/dev/null || true
  wait
  cat "$work"/*.err 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# start NAME COMMAND...: starts a server in the background, and sets port to where it says that it listens.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  processes+=($!)
  await_listening "$name" "$work/$name.out" "${processes[-1]}"
}

mkdir "$work/site"
truncate -s "$size" "$work/site/large.bin"
wanted=$(sha256sum <"$work/site/large.bin")
start files dotnet samples/StaticFiles/bin/Release/net10.0/StaticFiles.dll --root "$work/site" --port 0
start proxy dotnet samples/TcpProxy/bin/Release/net10.0/TcpProxy.dll --listen 0 --to "127.0.0.1:$port"
proxy=${processes[-1]}

if command -v strace >/dev/null; then
  strace -f -q -e trace=splice,read,recvfrom,recvmsg,sendto,sendmsg -o "$work/trace" -p "$proxy" &
  tracer=$!
  until grep -q 'TracerPid:[[:space:]]*[1-9]' "/proc/$proxy/status"; do sleep 0.1; done
fi

got=$(curl -s --max-time 300 "http://127.0.0.1:$port/large.bin" | sha256sum)
[ "$got" = "$wanted" ] || { echo 'the file arrived as another one'; exit 1; }
echo '1 GiB arrived through the proxy, hash equal'

if [ -z "${tracer:-}" ]; then
  echo 'strace is missing: what carried it was not counted'
  exit 0
fi

kill -TERM "$proxy"
wait "$tracer" || true
# The result of a call stands behind the last "= ", also where another thread's call came in between.
sum() { sed -n "s/.*$1.*) *= \([0-9][0-9]*\)$/\1/p" "$work/trace" | awk '{ n += 1; sum += $1 } END { printf "%.0f %.0f\n", n, sum }'; }
read -r splices spliced < <(sum splice)
read -r copies copied < <(sum '\(read\|recvfrom\|recvmsg\|sendto\|sendmsg\)')
echo "splice: $splices calls carried $spliced bytes, in and out; reads and sends: $copies calls, $copied bytes"
[ "$spliced" -ge $((2 * size)) ] && [ "$copied" -lt $((1024 * 1024)) ] || { echo 'it was not splice that carried it'; exit 1; }
