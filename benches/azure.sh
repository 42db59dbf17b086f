#!/usr/bin/env bash
# Plans the numbers of one Communication Services resource at Azure and of one account at Twilio from
# sandboxes on loopback, everything applied: the reads of each plan, and the CPU seconds per number
# beside each other. Prints Markdown, and ends with 1 if a plan at Azure makes more reads than
# ceil(numbers / 100) + 6, or takes more than 1.5 times the CPU per number. Wants jq, GNU time (`time`
# in Debian's packages) and a release build; SWITCHBOARD, NUMBERS and RUNS name another binary, and how
# many numbers and runs.
set -euo pipefail
switchboard="${SWITCHBOARD:-$(cd "$(dirname "$0")/.." && pwd)/target/release/switchboard}"
[ -x "$switchboard" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
numbers=${NUMBERS:-10000}
runs=${RUNS:-5}
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
resource=/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms
sid=AC00000000000000000000000000000001
url=https://sms.example.com/incoming

# The numbers below a provider, $1 of them.
declared() {
    seq 0 $(($1 - 1)) | awk '{printf "      line-%d: { phone_number: \"+1501%07d\", friendly_name: Line %d }\n", $1, $1, $1}'
}

# A folder for an account with $2 numbers of the kind $1, applied to a sandbox that goes on. One number
# is in the account and not declared.
begin() {
    mkdir -p "$folder/$1-$2"
    cd "$folder/$1-$2"
    {
        printf 'version: 1\nproviders:\n  one:\n    type: %s\n    callback_url: %s\n' "$1" $url
        case $1 in
            azure) printf '    resource_id: %s\n    delivery_report_url: %s/reports\n' $resource $url ;;
            twilio) printf '    account_sid: %s\n    auth_token: { env: TOKEN }\n' $sid ;;
        esac
        printf '    numbers:\n'
        declared $(($2 - 1))
    } > switchboard.yaml
    "$switchboard" sandbox --port 0 --state state.json > listening.json 2> /dev/null &
    server=$!
    until [ -s listening.json ]; do kill -0 $server; sleep 0.1; done
    if [ "$1" = azure ]; then
        SWITCHBOARD_AZURE_API_URL=$(jq -r .azure_url listening.json)
        ACS_CONNECTION_STRING=$(jq -r '.azure[0].connection_string' listening.json)
        AZURE_TENANT_ID=$(jq -r '.azure[0].tenant_id' listening.json)
        AZURE_CLIENT_ID=$(jq -r '.azure[0].client_id' listening.json)
        AZURE_CLIENT_SECRET=$(jq -r '.azure[0].client_secret' listening.json)
        export SWITCHBOARD_AZURE_API_URL SWITCHBOARD_ENTRA_URL=$SWITCHBOARD_AZURE_API_URL
        export ACS_CONNECTION_STRING AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET
    else
        SWITCHBOARD_TWILIO_API_URL=$(jq -r .url listening.json)
        TOKEN=$(jq -r '.accounts[0].auth_token' listening.json)
        export SWITCHBOARD_TWILIO_API_URL TOKEN
    fi
    "$switchboard" apply --auto-approve --allow-mass-change > apply.txt 2>&1 || { cat apply.txt >&2; exit 1; }
}

end() {
    kill $server
    wait $server 2> /dev/null || true
}

# The CPU seconds of a plan without changes: the median of all runs.
cpu() {
    for _ in $(seq "$runs"); do
        command time -o seconds -f '%U %S' "$switchboard" plan --detailed-exitcode > plan.txt 2> err.txt || { cat err.txt plan.txt >&2; exit 1; }
        awk '{print $1 + $2}' seconds
    done | sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

reads() {
    "$switchboard" plan --format json 2> err.txt | jq .calls.reads
}

failed=0
begin azure 10
few=$(reads)
end
begin azure "$numbers"
many=$(reads)
azure=$(cpu)
end
begin twilio "$numbers"
others=$(reads)
twilio=$(cpu)
end
most=$(((numbers + 99) / 100 + 6))
ratio=$(awk -v a="$azure" -v b="$twilio" 'BEGIN {printf "%.2f", a / b}')
each() { awk -v s="$1" -v n="$numbers" 'BEGIN {printf "%.1f", s * 1e6 / n}'; }
echo "A plan without changes, medians of $runs runs:"
echo
echo '| Numbers | Reads at Azure | At most |'
echo '|---|---|---|'
echo "| 10 | $few | 7 |"
echo "| $numbers | $many | $most |"
echo
echo '| Kind | Reads | CPU | Per number |'
echo '|---|---|---|---|'
echo "| azure | $many | $azure s | $(each "$azure") µs |"
echo "| twilio | $others | $twilio s | $(each "$twilio") µs |"
echo
echo "Azure takes $ratio times the CPU of Twilio; at most 1.5."
[ "$few" -le 7 ] && [ "$many" -le "$most" ] || { echo "too many reads" >&2; failed=1; }
awk -v ratio="$ratio" 'BEGIN {exit !(ratio > 1.5)}' && { echo "too much CPU" >&2; failed=1; }
exit $failed
