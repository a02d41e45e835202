# To be sourced by scripts that start servers of the samples.

# await_listening NAME OUTPUT PROCESS: waits until a server says in its output where it listens on the loopback address, and sets port to that. Ends the script when it does not, or has ended.
await_listening() {
  for _ in $(seq 300); do
    port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$2" | head -n 1)
    [ -n "$port" ] && return
    kill -0 "$3" || { echo "$1 ended before it listened"; exit 1; }
    sleep 0.1
  done
  echo "$1 did not say that it listens"
  exit 1
}
