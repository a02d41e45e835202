#!/usr/bin/env bash
# try-relay.sh: how many of 200 answers and requests survive a reset behind them, directly, through samples/TcpProxy, and through nginx, HAProxy and socat, as far as they are installed.
# Needs python3.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/listening.sh
command -v python3 >/dev/null || { echo 'python3 is missing, and nothing can be tried without it'; exit 1; }

dotnet build samples/TcpProxy -c Release -v quiet -clp:NoSummary
work=$(mktemp -d)
processes=()
stop() {
  [ ${#processes[@]} -eq 0 ] || kill "${processes[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

# free_port: a port that nobody listens on now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

target=$(free_port)
ways=()
dotnet samples/TcpProxy/bin/Release/net10.0/TcpProxy.dll --listen 0 --to "127.0.0.1:$target" >"$work/proxy.out" 2>"$work/proxy.err" &
processes+=($!)
await_listening proxy "$work/proxy.out" "${processes[-1]}"
ways+=("Mux=$port")

module=$(find /usr/lib/nginx /usr/share/nginx -name ngx_stream_module.so 2>/dev/null | head -n 1 || true)
if command -v nginx >/dev/null && [ -n "$module" ]; then
  port=$(free_port)
  cat >"$work/nginx.conf" <<CONF
load_module $module;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { }
stream { server { listen 127.0.0.1:$port; proxy_pass 127.0.0.1:$target; } }
CONF
  nginx -p "$work" -c "$work/nginx.conf" 2>/dev/null &
  processes+=($!)
  ways+=("nginx=$port")
else
  echo 'nginx with its stream module is not installed, and takes no part'
fi

if command -v haproxy >/dev/null; then
  port=$(free_port)
  cat >"$work/haproxy.cfg" <<CONF
defaults
  mode tcp
  timeout connect 10s
  timeout client 30s
  timeout server 30s
listen relay
  bind 127.0.0.1:$port
  server target 127.0.0.1:$target
CONF
  haproxy -f "$work/haproxy.cfg" -db >/dev/null 2>&1 &
  processes+=($!)
  ways+=("HAProxy=$port")
else
  echo 'HAProxy is not installed, and takes no part'
fi

if command -v socat >/dev/null; then
  port=$(free_port)
  socat "TCP-LISTEN:$port,bind=127.0.0.1,fork,reuseaddr" "TCP:127.0.0.1:$target" 2>/dev/null &
  processes+=($!)
  ways+=("socat=$port")
else
  echo 'socat is not installed, and takes no part'
fi

sleep 1 # Until they listen.
timeout 300 python3 eng/relay-peers.py "$target" "${ways[@]}"
