#!/usr/bin/env bash
# Imports 20,000 numbers from the sandbox on loopback, and edits a configuration of 25 MB: the list
# calls and the CPU seconds of `import` beside those of `plan`, and the CPU seconds of
# `validate --fix` and `import --into` beside those of `validate`. Prints Markdown, and ends with 1 if
# a ratio is above its limit. Wants jq, curl, GNU time (`time` in Debian's packages) and a release
# build; SWITCHBOARD, NUMBERS, BIG and RUNS name another binary, and how many numbers, numbers in the large file, and runs.
set -euo pipefail
switchboard="${SWITCHBOARD:-$(cd "$(dirname "$0")/.." && pwd)/target/release/switchboard}"
[ -x "$switchboard" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
numbers=${NUMBERS:-20000}
big=${BIG:-200000}    # about 25 MB
runs=${RUNS:-5}
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
export TWILIO_ACCOUNT_SID=AC00000000000000000000000000000001 TWILIO_AUTH_TOKEN=0123456789abcdef0123456789abcdef
url=https://sms.example.com/incoming

# A sandbox with this seed.
serve() {
    "$switchboard" sandbox --port 0 > listening.json &
    server=$!
    until [ -s listening.json ]; do kill -0 $server; sleep 0.1; done
    SWITCHBOARD_TWILIO_API_URL=$(jq -r .url listening.json)
    export SWITCHBOARD_TWILIO_API_URL
}

# The CPU seconds of a command: the median of all runs. Each run begins with the file `before` as
# switchboard.yaml, if it is there.
cpu() {
    for _ in $(seq "$runs"); do
        [ ! -e before ] || cp before switchboard.yaml
        command time -o seconds -f '%U %S' "$@" > out.txt 2> err.txt || { cat err.txt >&2; exit 1; }
        awk '{print $1 + $2}' seconds
    done | sort -n | awk '{all[NR] = $1} END {print all[int((NR + 1) / 2)]}'
}

# The list calls since the last time, by list.
lists() {
    curl -sf "$SWITCHBOARD_TWILIO_API_URL/_sandbox/calls" | jq -S \
        '[.[] | select(.method == "GET") | .path | split("?")[0] | split("/")[-1] | sub("[.]json$"; "")] | group_by(.) | map({(.[0]): length}) | add'
    curl -sf -X DELETE "$SWITCHBOARD_TWILIO_API_URL/_sandbox/calls" > /dev/null
}

failed=0
# A row of the table: what, seconds, beside what, seconds, limit.
row() {
    local ratio
    ratio=$(awk -v a="$2" -v b="$4" 'BEGIN {printf "%.2f", a / b}')
    printf '| `%s` | %s s | `%s` | %s s | %s | %s |\n' "$1" "$2" "$3" "$4" "$ratio" "$5"
    awk -v ratio="$ratio" -v limit="$5" 'BEGIN {exit !(ratio > limit)}' || return 0
    echo "$1 takes $ratio times as long as $3, and the limit is $5" >&2
    failed=1
}

{
    printf 'accounts:\n  %s:\n    friendly_name: Main\n    auth_token: "%s"\n    numbers:\n' $TWILIO_ACCOUNT_SID $TWILIO_AUTH_TOKEN
    for n in $(seq 0 $((numbers - 1))); do
        printf '      - { phone_number: "+1501%07d", friendly_name: "Line %d", sms_url: "%s" }\n' "$n" "$n" $url
    done
    printf '    messaging_services:\n'
    for service in $(seq 0 9); do
        printf '      - { friendly_name: "Service %d", inbound_request_url: "%s", numbers: [' "$service" $url
        for n in $(seq $((service * 300)) $((service * 300 + 299))); do [ "$n" -ge "$numbers" ] || printf '"+1501%07d", ' "$n"; done
        printf '] }\n'
    done
} > sandbox.yaml
serve
rm sandbox.yaml

importing=$(cpu "$switchboard" import)
lists > /dev/null
"$switchboard" import > imported.yaml 2> err.txt
imported_lists=$(lists)
cp imported.yaml switchboard.yaml
planning=$(cpu "$switchboard" plan)
lists > /dev/null
"$switchboard" plan > plan.txt 2> err.txt
planned_lists=$(lists)

echo "$numbers numbers in 10 messaging services, medians of $runs runs:"
echo
echo '| Command | CPU | Beside | CPU | Ratio | At most |'
echo '|---|---|---|---|---|---|'
row import "$importing" plan "$planning" 2

# The large file lacks the one number of an account, and misses the quotes of one. Its other numbers
# are in an account that is not read.
kill $server; wait $server 2> /dev/null || true
rm switchboard.yaml
{
    printf 'version: 1\nproviders:\n  main: { type: twilio, account_sid: %s }\n' $TWILIO_ACCOUNT_SID
    printf '  large:\n    type: twilio\n    account_sid: AC00000000000000000000000000000002\n    auth_token: { env: TOKEN }\n    callback_url: %s\n    numbers:\n' $url
    seq 0 $((big - 1)) | awk '{printf "      line-%d:\n        # The line of the store %d.\n        phone_number: \"+1501%07d\"\n        friendly_name: Line %d\n", $1, $1, $1, $1}'
} > before
printf 'accounts:\n  %s:\n    auth_token: "%s"\n    numbers: [{ phone_number: "+15029999999", friendly_name: New, sms_url: "%s" }]\n' $TWILIO_ACCOUNT_SID $TWILIO_AUTH_TOKEN $url > sandbox.yaml
serve
validating=$(cpu "$switchboard" validate)
adding=$(cpu "$switchboard" import --into switchboard.yaml --provider main)
[ "$(diff before switchboard.yaml | grep -c '^[<>]')" -le 10 ] || { echo "more than a number was added" >&2; exit 1; }
sed -i '0,/"+15010000000"/s//+15010000000/' before
fixing=$(cpu "$switchboard" validate --fix)
size=$(($(stat -c %s before) / 1000000))
row 'validate --fix' "$fixing" validate "$validating" 3
row 'import --into' "$adding" validate "$validating" 3
echo
echo "The last two are of a file of $size MB with $big numbers."
echo
echo "List calls of \`import\`: $(jq -c . <<< "$imported_lists"); of \`plan\`: $(jq -c . <<< "$planned_lists")."
# An import also asks for the account's name, and reads the lists of what the file may need to declare.
extra=$(jq -n -c --argjson imported "$imported_lists" --argjson planned "$planned_lists" '[$imported | to_entries[] | select(.value > ($planned[.key] // 0)) | .key]')
if ! jq -e --arg account $TWILIO_ACCOUNT_SID 'all(.[]; . as $list | [$account, "ShortCodes", "Applications"] | index($list) != null)' <<< "$extra" > /dev/null; then
    echo "import makes more calls than plan: $extra" >&2
    failed=1
fi
exit $failed
