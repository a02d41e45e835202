#!/usr/bin/env bash
# install-witnesses.sh: installs what tests/Mux.Native.Tests binds, on Debian and Ubuntu. Does nothing where all of it is there. Without it, those tests are skipped.
set -euo pipefail

# has LIBRARY: whether the loader finds it.
has() {
  /sbin/ldconfig -p | grep -F "$1 " >/dev/null
}

packages=()
has libpq.so.5 || packages+=(libpq5)
has libcurl.so.4 || packages+=(libcurl4)
has libzmq.so.5 || packages+=(libzmq5)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || packages+=(postgresql)
[ ${#packages[@]} -gt 0 ] || exit 0

echo "installing ${packages[*]}"
as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)

# The tests start a server of their own. The package would make and start one as well.
if [[ " ${packages[*]} " == *' postgresql '* ]]; then
  settings=/etc/postgresql-common/createcluster.d/no-main-cluster.conf
  $as_root mkdir -p "${settings%/*}"
  echo 'create_main_cluster = false' | $as_root tee "$settings" >/dev/null
  trap '$as_root rm -f "$settings"' EXIT
fi

$as_root apt-get update -qq
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
