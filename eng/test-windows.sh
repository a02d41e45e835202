#!/usr/bin/env bash
# test-windows.sh: builds the tests for Windows and runs them under Wine; then has this system's tests of the echo server try a server that runs under Wine.
# Installs Wine where it is missing (Debian and Ubuntu). Ends with the counts of all runs, in the words of .ci/run.
set -uo pipefail
cd "$(dirname "$0")/.."

suites='Mux.Iocp.Tests Mux.Tests Mux.Sockets.Tests'
limit=420 # Seconds for one run: a program that hangs under Wine does not end by itself.
passed=0 failed=0 skipped=0

if ! command -v wine >/dev/null; then
  as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends wine wine64 >/dev/null || { echo 'Wine could not be installed'; exit 1; }
fi

work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all
# Without its debugger, a program that crashes ends with an exit code that says so.
export WINEDLLOVERRIDES='winedbg.exe=d'
# Wine 8 cannot take back memory that was mapped to be written and executed through two views, as .NET does with the code it makes at run time: the runtime
# dies when such code is collected. With one view it lives.
export DOTNET_EnableWriteXorExecute=0
# Under Wine 8, .NET cannot stop a thread in managed code, so each collection of garbage waits until every thread makes a system call. These make collections few:
# none in the background, and a first generation of 256 MB. A loop that makes no system call and ends when another thread has got on would hang (Blocks/Wine.cs).
export DOTNET_gcConcurrent=0 DOTNET_GCgen0size=10000000
trap 'wineserver -k 2>/dev/null; wineserver -w 2>/dev/null; rm -rf "$work"' EXIT

# unfinished LOG: the facts that have begun and not ended.
unfinished() {
  sed -n 's/^ *\(.*\) \[STARTING\].*/\1/p' "$1" | grep -vxFf <(sed -n 's/^ *\(.*\) \[FINISHED\].*/\1/p' "$1")
}

# outcome LOG: what a run printed, but for the facts that went well.
outcome() {
  grep -vE '\[(STARTING|FINISHED)\]' "$1"
}

# judge NAME STATUS LOG: adds up the summary of a run, which says more than its exit code: a crash can end with 0, and so does a run that found no tests.
judge() {
  local name=$1 status=$2 log=$3 total errors failures skips
  # "Total: 12, Errors: 0, Failed: 1, Skipped: 2, Not Run: 0, Time: 1.2s"
  read -r total errors failures skips < <(
    sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\),.*/\1 \2 \3 \4/p' "$log" | tail -n 1)
  if [ "${total:-0}" -eq 0 ]; then
    outcome "$log" | tail -n 30
    echo "$name: no summary, exit code $status; not ended:"
    unfinished "$log"
    failed=$((failed + 1))
    return
  fi

  passed=$((passed + total - failures - skips))
  failed=$((failed + failures + errors))
  skipped=$((skipped + skips))
  if [ $((failures + errors)) -gt 0 ]; then
    outcome "$log"
  elif [ "$status" -ne 0 ]; then
    outcome "$log" | tail -n 30
    failed=$((failed + 1))
  fi
  echo "$name: $total facts, $failures failed, $skips skipped, exit code $status"
}

echo '-- a fresh Wine, as Windows 10'
timeout 120 wineboot -i </dev/null >"$work/boot" 2>&1 &&
  timeout 60 wine reg add 'HKCU\Software\Wine' /v Version /t REG_SZ /d win10 /f </dev/null >>"$work/boot" 2>&1 || { cat "$work/boot"; exit 1; }

for suite in $suites; do
  echo "-- $suite"
  # Beside the ordinary build, which another run may be using.
  dotnet build "tests/$suite" -r win-x64 --self-contained --artifacts-path "$work/artifacts" -v quiet || exit 1
  program=$(find "$work/artifacts/bin/$suite" -name "$suite.exe")
  timeout -k 10 "$limit" wine "$program" -noColor -reporter verbose -longRunning 90 </dev/null >"$work/$suite.log" 2>&1
  judge "$suite under Wine" $? "$work/$suite.log"
done

echo '-- EchoServer'
dotnet publish samples/EchoServer -r win-x64 --self-contained --artifacts-path "$work/artifacts" -o "$work/echo" -v quiet || exit 1
dotnet build tests/EchoServer.Tests -v quiet || exit 1 # This system's, as "dotnet test" has left it.
# One fact counts the connections that were reset before they were accepted: Linux hands them out all the same, Wine does not.
MUX_TEST_ECHO_SERVER="wine $work/echo/EchoServer.exe" timeout -k 10 "$limit" \
  dotnet "$(find tests/EchoServer.Tests/bin/Debug -name EchoServer.Tests.dll)" -noColor \
  -method 'EchoServer.Tests.EchoTests.*' -method 'EchoServer.Tests.StopTests.*' \
  -method- 'EchoServer.Tests.EchoTests.Peers_that_reset_do_no_harm' </dev/null >"$work/echo.log" 2>&1
judge 'EchoServer under Wine, its peers here' $? "$work/echo.log"

echo "succeeded: $passed"
echo "failed: $failed"
echo "skipped: $skipped"
[ "$failed" -eq 0 ]
