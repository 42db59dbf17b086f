#!/usr/bin/env bash
# Plans 10,000 numbers against the sandbox on loopback; prints calls, CPU seconds and peak memory
# of the plan alone. Wants GNU time (`time` in Debian's packages) and a release build.
set -euo pipefail
switchboard="$(cd "$(dirname "$0")/.." && pwd)/target/release/switchboard"
[ -x "$switchboard" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
{
    printf 'version: 1\nproviders:\n  main:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n'
    printf '    auth_token: { env: TOKEN }\n    callback_url: https://sms.example.com/incoming\n    numbers:\n'
    for n in $(seq 0 9999); do printf '      line-%d:\n        phone_number: "+1501%07d"\n        friendly_name: Line %d\n' "$n" "$n" "$n"; done
} > switchboard.yaml
{
    printf 'accounts:\n  AC00000000000000000000000000000001:\n    auth_token: "0123456789abcdef0123456789abcdef"\n    numbers:\n'
    for n in $(seq 0 9999); do printf '      - { phone_number: "+1501%07d" }\n' "$n"; done
} > sandbox.yaml
"$switchboard" sandbox --port 0 > listening.json &
server=$!
until [ -s listening.json ]; do kill -0 $server; done
SWITCHBOARD_TWILIO_API_URL=$(sed -E 's/.*"url":"([^"]*)".*/\1/' listening.json)
export SWITCHBOARD_TWILIO_API_URL TOKEN=0123456789abcdef0123456789abcdef
command time -f '%U s user + %S s system, %M KB at the peak, %e s in all' "$switchboard" plan > plan.txt
tail -n 1 plan.txt
