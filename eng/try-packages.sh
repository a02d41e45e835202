#!/usr/bin/env bash
# Packs every library and checks that each package carries what a publishable one needs.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet pack Mux.sln -c Release -o "$out"

for project in src/*/*.csproj; do
  name=$(basename "$project" .csproj)
  package=$(ls "$out/$name".[0-9]*.nupkg)
  ls "$out/$name".[0-9]*.snupkg
  for wanted in README.md "lib/net10.0/$name.dll" "lib/net10.0/$name.xml"; do
    # A zip archive's directory holds the names as they are.
    grep -aq "$wanted" "$package" || { echo "$name: no $wanted in the package"; exit 1; }
  done
done
