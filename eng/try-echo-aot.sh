#!/usr/bin/env bash
# Publishes the echo server as a native program and tries it. Warnings of the trimmer and the compiler are errors, as everywhere.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
rid=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
dotnet publish samples/EchoServer -c Release -r "$rid" -p:PublishAot=true -o "$out"
eng/try-echo.sh "$out/EchoServer"
eng/try-echo.sh "$out/EchoServer" --mode loop
