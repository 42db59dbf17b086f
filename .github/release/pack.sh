#!/usr/bin/env bash
# Makes a release's archive: the program, what to read, a skill for coding assistants, completions
# and manual pages.
# pack.sh BINARY TARGET VERSION FOLDER
set -euo pipefail

binary=$1 target=$2 version=$3 folder=$4
name=switchboard-$version-$target
tree=$folder/$name

mkdir -p "$tree/completions" "$tree/skill/switchboard"
install -m 0755 "$binary" "$tree/"
install -m 0644 README.md CHANGELOG.md LICENSE LICENSE-APACHE LICENSE-MIT "$tree/"
install -m 0644 docs/skill/SKILL.md "$tree/skill/switchboard/"
"$binary" completions bash >"$tree/completions/switchboard.bash"
"$binary" completions elvish >"$tree/completions/switchboard.elv"
"$binary" completions fish >"$tree/completions/switchboard.fish"
"$binary" completions powershell >"$tree/completions/_switchboard.ps1"
"$binary" completions zsh >"$tree/completions/_switchboard"
"$binary" man --out "$tree/man"

if [[ $target == *windows* ]]; then
    (cd "$folder" && 7z a -bd -tzip "$name.zip" "$name" >/dev/null)
else
    tar -czf "$folder/$name.tar.gz" -C "$folder" "$name"
fi
rm -rf "$tree"
