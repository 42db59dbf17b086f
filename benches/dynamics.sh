#!/usr/bin/env bash
# Plans the numbers of one account, everything applied, with and without the comparison with Dynamics
# 365, from sandboxes on loopback: the requests and the CPU seconds that the comparison adds. Prints
# Markdown, and ends with 1 if it makes more than 7 requests and one for each page of a list, or takes
# 50 ms of CPU or more. Wants jq and a release build; SWITCHBOARD, NUMBERS and RUNS name another
# binary, and how many numbers and runs.
set -euo pipefail
switchboard="${SWITCHBOARD:-$(cd "$(dirname "$0")/.." && pwd)/target/release/switchboard}"
[ -x "$switchboard" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
numbers=${NUMBERS:-5000}
runs=${RUNS:-15}
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
organisation=3f2c0b7e-0000-4000-8000-000000000000

cd "$folder"
{
    printf 'version: 1\nenvironment: { dynamics_org_id: %s }\n' $organisation
    printf 'dynamics: { url: https://contoso.crm4.dynamics.com }\n'
    printf 'providers:\n  one:\n    type: twilio\n'
    printf '    account_sid: AC00000000000000000000000000000001\n    auth_token: { env: TOKEN }\n'
    printf '    callback_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/%s/sms\n' $organisation
    printf '    numbers:\n'
    seq 0 $((numbers - 1)) | awk '{printf "      line-%d: { phone_number: \"+1501%07d\", friendly_name: Line %d }\n", $1, $1, $1}'
    printf 'keywords: [JOIN]\n'
} > switchboard.yaml
"$switchboard" sandbox --port 0 --state state.json > listening.json 2> /dev/null &
server=$!
until [ -s listening.json ]; do kill -0 $server; sleep 0.1; done
SWITCHBOARD_TWILIO_API_URL=$(jq -r .url listening.json)
TOKEN=$(jq -r '.accounts[0].auth_token' listening.json)
SWITCHBOARD_DYNAMICS_API_URL=$(jq -r .dynamics_url listening.json)
SWITCHBOARD_ENTRA_URL=$(jq -r .entra_url listening.json)
AZURE_TENANT_ID=$(jq -r .tenant_id listening.json)
AZURE_CLIENT_ID=$(jq -r .client_id listening.json)
AZURE_CLIENT_SECRET=$(jq -r .client_secret listening.json)
export SWITCHBOARD_TWILIO_API_URL TOKEN SWITCHBOARD_DYNAMICS_API_URL SWITCHBOARD_ENTRA_URL
export AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET
"$switchboard" apply --auto-approve --allow-mass-change --create-dynamics-keywords > apply.txt 2>&1 || { cat apply.txt >&2; exit 1; }

# The CPU seconds of a plan without changes.
cpu() {
    # The shell's own clock: GNU time rounds to hundredths, a fifth of the limit.
    local TIMEFORMAT='%3U %3S'
    { time "$switchboard" plan --detailed-exitcode "$@" > plan.txt 2> err.txt; } 2> seconds || { cat err.txt plan.txt >&2; exit 1; }
    awk '{print $1 + $2}' seconds
}

median() {
    sort -n "$1" | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

# One of each in turn, so that both see the same machine.
for _ in $(seq "$runs"); do
    cpu >> with.txt
    cpu --no-dynamics >> without.txt
done
with=$(median with.txt)
without=$(median without.txt)
"$switchboard" plan --format json > plan.json 2> err.txt
requests=$(jq .dynamics.reads plan.json)
agreed=$(jq .dynamics.agreed.numbers plan.json)
pages=$((2 * ((numbers + 4999) / 5000) + 4))
added=$(awk "BEGIN {printf \"%d\", 1000 * ($with - $without) + 0.5}")

echo "| numbers that agree | requests to Dynamics and Entra | at most | CPU of a plan | without the comparison | added |"
echo "|---|---|---|---|---|---|"
echo "| $agreed | $requests | $((7 + pages)) | $with s | $without s | $added ms |"
[ "$agreed" -eq "$numbers" ] && [ "$requests" -le $((7 + pages)) ] && [ "$added" -lt 50 ]
