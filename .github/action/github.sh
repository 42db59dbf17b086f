# Calls to GitHub's API with curl and jq, sourced by the scripts beside it. The token goes to curl
# on stdin, so that no list of processes shows it.
# Needs: $token, $scratch (a folder), GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REPOSITORY.
# shellcheck shell=bash

# Ends with an error annotation.
fail() {
    local text=${1//'%'/%25}
    text=${text//$'\r'/%0D}
    printf '::error title=switchboard::%s\n' "${text//$'\n'/%0A}"
    exit 1
}

# harmless: lines from stdin to stdout, so that the runner obeys none of them. It obeys `::name::` at
# the start of a line, blanks aside, and `##[name]` anywhere; a carriage return ends a line, too.
harmless() {
    local line parted='## [' azure='## vso['
    while IFS= read -r line || [[ -n $line ]]; do
        line=${line//$'\r'/ }
        line=${line//'##['/$parted}
        line=${line//'##'[vV][sS][oO]'['/$azure}
        [[ ! $line =~ ^[[:space:]]*::[^:] ]] || line=${line/::/: :}
        printf '%s\n' "$line"
    done
}

# request METHOD URL [BODY-FILE]: writes the answer to stdout. An answer that is not 2xx is said
# on stderr, with GitHub's own words, and fails.
request() {
    local method=$1 url=$2 body=${3:-} answer status
    answer=$(mktemp "$scratch/answer.XXXXXX")
    local options=(
        --silent --show-error --max-time 60 --config -
        --output "$answer" --write-out '%{http_code}' --request "$method"
        --header "Accept: ${accept:-application/vnd.github+json}"
        --header 'X-GitHub-Api-Version: 2022-11-28'
    )
    # Only what may be repeated is: a comment is not to be written twice. Redirects are followed
    # for downloads; curl doesn't take the token along to another host.
    [[ $method == GET ]] && options+=(--retry 3 --location)
    [[ -n $body ]] && options+=(--header 'Content-Type: application/json' --data-binary "@$body")
    if [[ $token == *[\"\\$'\n']* ]]; then
        echo "the token is none of GitHub's" >&2
        return 1
    fi
    status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" | curl "${options[@]}" "$url") || {
        echo "$method $url: no answer" >&2
        return 1
    }
    if [[ $status != 2?? ]]; then
        echo "$method $url: $status $(jq --raw-output '.message? // empty' "$answer" 2>/dev/null)" | harmless >&2
        return 1
    fi
    cat "$answer"
    rm -f "$answer"
}

# api METHOD PATH [BODY-FILE], below this repository.
api() {
    request "$1" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$2" "${3:-}"
}

# Whose the token is, such as `github-actions[bot]`. An installation's token may not read /user,
# but may ask GraphQL for it.
viewer() {
    jq --null-input '{query: "query { viewer { login } }"}' >"$scratch/viewer.json"
    request POST "$GITHUB_GRAPHQL_URL" "$scratch/viewer.json" |
        jq --exit-status --raw-output '.data.viewer.login // empty'
}

# own_comment NUMBER MARKER: the first comment of ours whose first line is the marker, as JSON;
# nothing where there is none. Anybody may write the marker: only the token's own comments count.
own_comment() {
    local number=$1 marker=$2 login page=1 comments found
    login=$(viewer) || return 1
    # GitHub ends the list; a server that does not is not asked for ever.
    while ((page <= 100)); do
        comments=$(api GET "issues/$number/comments?per_page=100&page=$page") || return 1
        found=$(jq --compact-output --arg login "$login" --arg marker "$marker" '
            def ours: .user.login == $login
                or (.user.type == "Bot" and .user.login == $login + "[bot]");
            [.[] | select(ours and ((.body // "") | split("\n")[0] // "" | rtrimstr("\r")) == $marker)]
            | first // empty' <<<"$comments") || return 1
        if [[ -n $found ]]; then
            printf '%s\n' "$found"
            return 0
        fi
        [[ $(jq length <<<"$comments") != 0 ]] || return 0
        page=$((page + 1))
    done
}

# put_comment NUMBER MARKER FILE: writes the comment, or the next version of it.
put_comment() {
    local number=$1 marker=$2 file=$3 known
    known=$(own_comment "$number" "$marker") || return 1
    jq --null-input --rawfile body "$file" '{body: $body}' >"$scratch/comment.json"
    if [[ -n $known ]]; then
        api PATCH "issues/comments/$(jq .id <<<"$known")" "$scratch/comment.json" >/dev/null
    else
        api POST "issues/$number/comments" "$scratch/comment.json" >/dev/null
    fi
}

# The number of the pull request whose merge made this commit of this branch; nothing where none did.
merged_pull() {
    local pulls
    pulls=$(api GET "commits/$GITHUB_SHA/pulls?per_page=100") || return 1
    jq --raw-output --arg sha "$GITHUB_SHA" --arg branch "${GITHUB_REF_NAME:-}" '
        [.[] | select(.merged_at != null and .merge_commit_sha == $sha and .base.ref == $branch)]
        | first | .number // empty' <<<"$pulls"
}

# approved_plan NUMBER MARKER: the plan's hash that the comment carries in its second line. The
# rest of it shows what people wrote, and is not searched.
approved_plan() {
    local known
    known=$(own_comment "$1" "$2") || return 1
    [[ -n $known ]] || return 0
    jq --raw-output '.body | split("\n")[1] // "" | rtrimstr("\r")
        | capture("^<!-- switchboard sha256=(?<hash>[0-9a-f]{64}) -->$").hash // empty' <<<"$known"
}
