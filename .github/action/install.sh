#!/usr/bin/env bash
# Puts switchboard on PATH: the one that is there, or a release's archive whose SHA-256 is the one
# in the release's list. Writes to RUNNER_TEMP only.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=.github/action/github.sh
. "$here/github.sh"

token=${INPUT_TOKEN:-}
unset INPUT_TOKEN
version=${INPUT_VERSION:-}

if [[ -z $version ]] && command -v switchboard >/dev/null; then
    switchboard --version
    exit 0
fi

# The runner checks an action out at …/_actions/OWNER/NAME/REF. What the context says of it is
# empty in many composite actions (actions/runner, 2473), so the path comes first.
repository=${ACTION_REPOSITORY:-} ref=${ACTION_REF:-}
taken=${GITHUB_ACTION_PATH:-}
if [[ ${taken//\\//} =~ /_actions/([^/]+/[^/]+)/([^/]+)/?$ ]]; then
    repository=${BASH_REMATCH[1]} ref=${BASH_REMATCH[2]}
fi
repository=${repository:-$GITHUB_REPOSITORY}
if [[ -z $version ]]; then
    [[ $ref =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]] ||
        fail "no switchboard is on PATH and this action was not taken at a release: say which with \`version\`"
    version=$ref
fi
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
    fail "\`version\` is not a version: $version"

case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) fail "there is no release for ${RUNNER_OS:-?} on ${RUNNER_ARCH:-?}" ;;
esac
name=switchboard-$version-$target
archive=$name.tar.gz
[[ $RUNNER_OS == Windows ]] && archive=$name.zip

scratch=$(mktemp -d "$RUNNER_TEMP/switchboard-install.XXXXXX")
release=$(request GET "$GITHUB_API_URL/repos/$repository/releases/tags/v$version") ||
    fail "the release v$version of $repository cannot be read"

# download ASSET: into the scratch folder.
download() {
    local url
    url=$(jq --raw-output --arg name "$1" 'first(.assets[] | select(.name == $name)).url // empty' <<<"$release")
    [[ -n $url ]] || fail "the release v$version of $repository has no $1"
    accept=application/octet-stream request GET "$url" >"$scratch/$1" || fail "$1 cannot be downloaded"
}
download SHA256SUMS
download "$archive"

expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$scratch/SHA256SUMS")
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$scratch/$archive")
else
    found=$(shasum -a 256 "$scratch/$archive")
fi
# GNU's begins the line with a backslash where the path holds one.
found=${found#\\}
[[ -n $expected && ${found%% *} == "$expected" ]] ||
    fail "$archive is not what SHA256SUMS says: ${found%% *} instead of ${expected:-nothing}"

if [[ $RUNNER_OS == Windows ]]; then
    unzip -q "$scratch/$archive" -d "$scratch"
else
    tar -xzf "$scratch/$archive" -C "$scratch"
fi
"$scratch/$name/switchboard" --version
printf '%s\n' "$scratch/$name" >>"$GITHUB_PATH"
