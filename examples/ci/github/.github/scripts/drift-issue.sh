#!/usr/bin/env bash
# One issue, labelled `switchboard-drift`, is open as long as something drifts. Reads DRIFT (true
# or false), REPORT (drift's JSON document) and GITHUB_TOKEN.
set -euo pipefail

api() {
    local method=$1 path=$2
    shift 2
    printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" |
        curl --silent --show-error --fail --max-time 60 --config - --request "$method" \
            --header 'Accept: application/vnd.github+json' "$@" \
            "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path"
}

body=$(jq --arg run "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID" '
    {
        title: "Texting set-up has drifted",
        labels: ["switchboard-drift"],
        body: ("Changed at Twilio since it was last applied:\n\n"
            + ([.resources[] | select(.status == "modified" or .status == "missing")
                | "- `\(.address)`: \(.status)"] | join("\n"))
            + "\n\n`plan` shows how to put it back; [the run](\($run)) has the whole report.\n")
    }' "$REPORT")
issue=$(api GET 'issues?state=open&labels=switchboard-drift&per_page=1' | jq '.[0].number // empty')

if [[ $DRIFT == true && -z $issue ]]; then
    api POST issues --data "$body" >/dev/null
elif [[ $DRIFT == true ]]; then
    api PATCH "issues/$issue" --data "$(jq '{body}' <<<"$body")" >/dev/null
elif [[ $DRIFT == false && -n $issue ]]; then
    api PATCH "issues/$issue" --data '{"state": "closed", "state_reason": "completed"}' >/dev/null
fi
