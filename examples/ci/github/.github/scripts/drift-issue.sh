#!/usr/bin/env bash
# One issue, labelled `switchboard-drift`, is open as long as something drifts. Reads DRIFT (true
# or false), REPORT (drift's JSON document) and GITHUB_TOKEN.
set -euo pipefail

# api METHOD PATH [OPTION…]: a body comes on stdin, because an argument holds 128 KiB and no more.
# No list of processes shows the token.
api() {
    local method=$1 path=$2
    shift 2
    curl --silent --show-error --fail --max-time 60 --request "$method" \
        --config <(printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN") \
        --header 'Accept: application/vnd.github+json' "$@" \
        "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path"
}

# The issue, the worst first. GitHub takes 65,536 characters in a body: of many addresses, the
# first 200 are named and the rest is counted.
issue_of() {
    jq --arg run "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID" '
        def rank: {"critical": 0, "major": 1}[.severity // ""] // 2;
        [.resources[] | select(.status == "modified" or .status == "missing")] | sort_by(rank) as $all
        | [$all[:200][] | "- `\(.address)`: \(.status)\(if .severity then ", \(.severity)" else "" end)"] as $lines
        | ($all | length - 200) as $more
        | {
            title: "Texting set-up has drifted",
            labels: ["switchboard-drift"],
            body: ("Changed at Twilio since it was last applied:\n\n"
                + ($lines | join("\n"))
                + (if $more > 0 then "\n- … and \($more) more" else "" end)
                + "\n\n`plan` shows how to put it back; [the run](\($run)) has the whole report.\n")
        }' "$REPORT"
}

issue=$(api GET 'issues?state=open&labels=switchboard-drift&per_page=1' | jq '.[0].number // empty')

if [[ $DRIFT == true && -z $issue ]]; then
    issue_of | api POST issues --data-binary @- >/dev/null
elif [[ $DRIFT == true ]]; then
    issue_of | jq '{body}' | api PATCH "issues/$issue" --data-binary @- >/dev/null
elif [[ $DRIFT == false && -n $issue ]]; then
    api PATCH "issues/$issue" --data '{"state": "closed", "state_reason": "completed"}' >/dev/null
fi
