#!/usr/bin/env bash
# Applies 10,000 changes to the sandbox on loopback on a bad day: of its writes 10 % are turned away
# with 429 and 1 % are done and their answer lost, by dice with a fixed seed. Then holds what is there against
# what was asked for: nothing lost, nothing made or bought twice. Prints time and calls. Wants jq,
# curl and a release build; SWITCHBOARD and CHANGES name another binary and another number.
set -euo pipefail
switchboard="${SWITCHBOARD:-$(cd "$(dirname "$0")/.." && pwd)/target/release/switchboard}"
[ -x "$switchboard" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
changes=${CHANGES:-10000}
made=$((changes / 100))        # so many services to be made, and as many numbers to be bought
updated=$((changes - 2 * made))
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
{
    printf 'version: 1\nproviders:\n  main:\n    type: twilio\n    account_sid: AC00000000000000000000000000000001\n'
    printf '    auth_token: { env: TOKEN }\n    callback_url: https://sms.example.com/incoming\n    numbers:\n'
    for n in $(seq 1 $updated); do printf '      line-%d: { phone_number: "+1501%07d" }\n' "$n" "$n"; done
    for n in $(seq 1 $made); do printf '      new-%d: { phone_number: "+1702%07d", purchase: true }\n' "$n" "$n"; done
    printf '    messaging_services:\n'
    for n in $(seq 1 $made); do printf '      group-%d: { friendly_name: Group %d, inbound: webhook }\n' "$n" "$n"; done
} > switchboard.yaml
{
    printf 'available:\n'
    for n in $(seq 1 $made); do printf '  - "+1702%07d"\n' "$n"; done
    printf 'accounts:\n  AC00000000000000000000000000000001:\n    auth_token: "0123456789abcdef0123456789abcdef"\n    numbers:\n'
    for n in $(seq 1 $updated); do printf '      - { phone_number: "+1501%07d" }\n' "$n"; done
    printf 'faults:\n'
    printf '  - { method: POST, percent: 1, seed: 1, times: 1000000, then: { lose_response: true } }\n'
    printf '  - { method: POST, percent: 10, seed: 2, times: 1000000, then: { status: 429, code: 20429 } }\n'
} > sandbox.yaml
"$switchboard" sandbox --port 0 > listening.json &
server=$!
until [ -s listening.json ]; do kill -0 $server; sleep 0.1; done
url=$(jq -r .url listening.json)
export SWITCHBOARD_TWILIO_API_URL=$url TOKEN=0123456789abcdef0123456789abcdef
begun=$(date +%s.%N)
code=0
"$switchboard" apply --auto-approve --allow-mass-change --allow-purchases="$made" > apply.txt || code=$?
ended=$(date +%s.%N)
tail -n 3 apply.txt
curl -sf "$url/_sandbox/calls" > calls.json
curl -sf "$url/_sandbox/state" > state.json
printf 'exit code %d, %.1f s\n' "$code" "$(echo "$ended $begun" | awk '{print $1 - $2}')"
jq -r '[.[] | select(.method == "POST")] as $writes
    | "\(length) calls, \($writes | length) of them writes: \([$writes[] | select(.status == 429)] | length) turned away with 429, \([$writes[] | select(.status == null)] | length) answers lost, \([$writes[] | select(.status != null and .status >= 400 and .status != 429)] | length) refused"' calls.json
# Every write that was answered well was to another object: nothing was done twice but for a lost answer.
jq -e '[.[] | select(.method == "POST" and .status != null and .status < 300) | .path + (.form | map(select(.[0] == "PhoneNumber" or .[0] == "FriendlyName")) | tostring)]
    | length == (unique | length)' calls.json > /dev/null || { echo "something was done twice" >&2; exit 1; }
jq -e --argjson updated "$updated" --argjson made "$made" '.accounts[]
    | ([.numbers[] | select(.sms_url == "https://sms.example.com/incoming")] | length) == $updated + $made
    and (.numbers | length) == $updated + $made
    and (.services | length) == $made
    and ([.services[].friendly_name] | unique | length) == $made' state.json > /dev/null || { echo "something is missing, or there twice" >&2; exit 1; }
echo "nothing lost, nothing twice"
"$switchboard" plan > plan.txt
tail -n 2 plan.txt
