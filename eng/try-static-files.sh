#!/usr/bin/env bash
# try-static-files.sh [COMMAND...]: starts samples/StaticFiles over a generated site and tries it with what else speaks HTTP: curl, wrk and a browser. Without COMMAND it builds the sample.
# Needs curl. What else is missing (wrk, chromium, strace) is said, and left out.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/listening.sh

if [ $# -eq 0 ]; then
  dotnet build samples/StaticFiles -c Release -v quiet -clp:NoSummary
  set -- dotnet samples/StaticFiles/bin/Release/net10.0/StaticFiles.dll
fi
command -v curl >/dev/null || { echo 'curl is missing, and nothing can be tried without it'; exit 1; }

work=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" || true
  fi
  cat "$work"/*.err 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# start NAME COMMAND...: starts the server over the site, and sets server and port.
start() {
  local name=$1
  shift
  "$@" --root "$work/site" --port 0 >"$work/$name.out" 2>"$work/$name.err" &
  server=$!
  await_listening 'the server' "$work/$name.out" "$server"
}

# finish PROCESS: ends the server, PROCESS or one that it runs in, and checks that it ends well.
finish() {
  kill -TERM "$1"
  wait "$server" || { echo "the server ended with exit code $?"; exit 1; }
  server=
}

# status WANTED ARGUMENT...: fetches with curl, and checks the status: one, or several with | between them. The body is in $work/body then, and the head in $work/head.
status() {
  local wanted=$1 got
  shift
  got=$(curl -s --max-time 60 -D "$work/head" -o "$work/body" -w '%{http_code}' "$@")
  [[ $got =~ ^($wanted)$ ]] || { echo "curl $*: $got instead of $wanted"; exit 1; }
}

# fetch_large: fetches the large file, and checks that it is the one on the disk.
fetch_large() {
  [ "$(curl -s --max-time 300 "http://127.0.0.1:$port/large.bin" | sha256sum)" = "$(sha256sum <"$work/site/large.bin")" ] || { echo 'the large file arrived as another one'; exit 1; }
}

mkdir -p "$work/site" "$work/outside"
echo 'nobody may read this' >"$work/outside/secret.txt"
ln -s ../outside/secret.txt "$work/site/escape.txt"
truncate -s 1G "$work/site/large.bin"
# A PNG of one pixel. The script speaks once the picture has come, and tells the colour that the style sheet gave.
base64 -d >"$work/site/pixel.png" <<<'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
echo '#told { color: rgb(1, 2, 3); }' >"$work/site/page.css"
cat >"$work/site/page.js" <<'JS'
addEventListener('load', () => {
  const told = document.getElementById('told');
  told.textContent = `picture ${document.images[0].naturalWidth} wide, text ${getComputedStyle(told).color}`;
});
JS
cat >"$work/site/index.html" <<'HTML'
<!DOCTYPE html>
<html><head><title>try</title><link rel="stylesheet" href="page.css"><script src="page.js"></script></head>
<body><img src="pixel.png" alt=""><p id="told">nothing yet</p></body></html>
HTML

start server "$@"
site=http://127.0.0.1:$port

status 200 "$site/"
cmp "$work/body" "$work/site/index.html"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$work/head")
status 200 --head "$site/"
grep -q "^Content-Length: $(stat -c %s "$work/site/index.html")" "$work/head"
status 304 -H "If-None-Match: $tag" "$site/"
status 206 -r 1-15 "$site/index.html"
cmp "$work/body" <(tail -c +2 "$work/site/index.html" | head -c 15)
status '400|404' --path-as-is "$site/../outside/secret.txt"
status '400|404' --path-as-is "$site/%2e%2e/outside/secret.txt"
status '403|404' "$site/escape.txt"
status 404 "$site/missing"
status 405 -X DELETE "$site/index.html"
echo 'curl: pages, heads, ranges and conditions are answered, and nothing outside is'

begun=$(date +%s%N)
fetch_large
echo "curl: 1 GiB arrived as it is on the disk, in $((($(date +%s%N) - begun) / 1000000)) ms with two SHA-256"

if command -v wrk >/dev/null; then
  for path in / /pixel.png; do
    wrk -t1 -c64 -d5s --latency "$site$path" >"$work/wrk"
    # wrk speaks of errors only when there are some.
    ! grep -E 'Socket errors|Non-2xx' "$work/wrk" || { echo "wrk on $path met errors"; exit 1; }
    echo "wrk on $path: $(sed -n 's/^Requests\/sec: *//p' "$work/wrk") requests/s, p99 $(sed -n 's/^ *99% *//p' "$work/wrk"), no errors"
  done
else
  echo 'wrk is missing: nothing was loaded'
fi

if command -v chromium >/dev/null; then
  timeout 120 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" --virtual-time-budget=10000 --dump-dom "$site/" >"$work/dom" 2>"$work/chromium"
  grep -q '<p id="told">picture 1 wide, text rgb(1, 2, 3)</p>' "$work/dom" || { tail -n 5 "$work/chromium"; cat "$work/dom"; echo 'the page did not come together in chromium'; exit 1; }
  echo 'chromium: the page, its style sheet, its script and its picture came together'
else
  echo 'chromium is missing: no browser has seen the page'
fi

finish "$server"
tail -n 1 "$work/server.out"

if command -v strace >/dev/null; then
  start traced strace -f -qq -o "$work/trace" -e trace=sendfile,read,pread64,execve "$@"
  # What the runtime reads while it starts is not the server's.
  before=$(wc -l <"$work/trace")
  fetch_large
  finish "$(sed -n '1s/ .*//p' "$work/trace")"
  tail -n +$((before + 1)) "$work/trace" >"$work/while"

  # sum CALL...: how many bytes the calls returned. One that another thread interrupted is resumed on a line of its own.
  sum() {
    grep -E "($1)\(|<\.\.\. ($1) resumed>" "$work/while" | sed -n 's/.*= \([0-9][0-9]*\)$/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
  }
  sent=$(sum sendfile)
  read=$(sum 'read|pread64')
  echo "strace: $(grep -cE 'sendfile(\(.*|.*resumed>.*)= [0-9]+$' "$work/while") calls of sendfile carried $sent bytes, and $read bytes were read"
  [ "$sent" -eq $((1024 * 1024 * 1024)) ] || { echo 'sendfile did not carry the file'; exit 1; }
  [ "$read" -lt $((1024 * 1024)) ] || { echo 'the server read the file'; exit 1; }
else
  echo 'strace is missing: what carried the file was not looked at'
fi
