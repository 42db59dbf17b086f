# What a run is told as: the job's summary, the comment, and the lines of the log. Sourced by
# run.sh; writes files of its own folder and nothing else.
# Needs: $out (that folder), $command, $made, $asked, $exitcode, $complete.
# shellcheck shell=bash

# GitHub takes 65,536 characters in a comment and 1 MiB in a step's summary. A comment has its
# marker and a few lines of ours besides.
comment_limit=64900
summary_limit=1040000

# `::` commands name files from the root of the checkout; switchboard, from where it runs. A line that
# is no annotation is made harmless.
# relocate FOLDER: from stdin to stdout.
relocate() {
    local folder=$1 line
    folder=${folder#./}
    folder=${folder%/}
    [[ $folder == . ]] && folder=
    folder=${folder//'%'/%25}
    folder=${folder//:/%3A}
    folder=${folder//,/%2C}
    while IFS= read -r line || [[ -n $line ]]; do
        if [[ -n $folder && $line =~ ^(::(error|warning|notice)\ file=)([^/].*)$ ]]; then
            line="${BASH_REMATCH[1]}$folder/${BASH_REMATCH[3]}"
        fi
        if [[ $line =~ ^::(error|warning|notice)\ (file|title)= && $line != *$'\r'* ]]; then
            printf '%s\n' "$line"
        else
            harmless <<<"$line"
        fi
    done
}

# relocate_sarif FOLDER FILE: the same in a SARIF file, whose places are relative to the checkout.
relocate_sarif() {
    local folder=${1#./}
    folder=${folder%/}
    [[ -n $folder && $folder != . && $folder != /* && -s $2 ]] || return 0
    jq --arg folder "$folder" '
        ($folder | @uri | gsub("%2F"; "/")) as $prefix
        | (.runs[].results[].locations[].physicalLocation.artifactLocation
            | select(.uriBaseId != null).uri) |= "\($prefix)/\(.)"' "$2" >"$2.moved" &&
        mv "$2.moved" "$2"
}

# The events of an apply as lines of a log, failures and the outcome as annotations.
tell_events() {
    jq --raw-input --raw-output --unbuffered '
        def data: gsub("%"; "%25") | gsub("\r"; "%0D") | gsub("\n"; "%0A");
        def property: data | gsub(":"; "%3A") | gsub(","; "%2C");
        def parted: gsub("##(?<rest>\\[|[vV][sS][oO]\\[)"; "## \(.rest)");
        (fromjson? // empty)
        | (."@message" // .type | parted) as $said
        | if ."@level" == "error" and .type != "change_summary" then
            "::error title=\(.address // "switchboard apply" | property)::\($said | data)"
          elif .type == "change_summary" and .operation == "apply" then
            "::notice title=switchboard apply::\($said | data)"
          else $said | gsub("[\r\n]+"; " ") | sub("^(?<blank>\\s*)::"; "\(.blank): :")
          end'
}

# pre FILE: a file's text, so that nothing in it means anything; of a long one, the end.
pre() {
    printf '<pre>\n'
    jq --raw-input --slurp --raw-output '.[-20000:] | rtrimstr("\n") | @html' "$1"
    printf '</pre>\n'
}

# compose: the report for the summary in $out/whole.md, the one for the comment in $out/brief.md. A
# switchboard that has no long report writes the short one twice.
compose() {
    local long=$out/long.md
    [[ -s $long ]] || long=$out/report.md
    { composed "$long" && complaints; } >"$out/whole.md"
    # What is wrong is in the report; without one, only stderr says it.
    { composed "$out/report.md" && { [[ -s $out/report.md ]] || complaints; }; } >"$out/brief.md"
}

# composed REPORT: the report, and before it what it does not say itself.
composed() {
    local report=$1
    if [[ $command != "$asked" ]]; then
        printf '> [!NOTE]\n> This pull request comes from a fork or from Dependabot: there are no secrets, so it was'
        printf ' validated only. <code>%s</code> was asked for.\n\n' "$asked"
    fi
    if [[ ! -s $report ]] || [[ $(head -c 3 "$report") != "## " ]]; then
        printf '## Switchboard %s\n\n' "$command"
    fi
    case $made-$exitcode in
        validate-0) printf 'The configuration is valid.\n\n' ;;
        apply-0 | plan-[02] | drift-[02] | test-*) ;;
        plan-3)
            if [[ $complete == true ]]; then
                printf '**Everything was read, and the plan has an error at something declared.**\n\n'
            else
                printf '**Incomplete: something could not be read.**\n\n'
            fi
            ;;
        *-3) printf '**Incomplete: something could not be read or changed.**\n\n' ;;
        *) printf '**Failed with exit code %s.**\n\n' "$exitcode" ;;
    esac
    if [[ $command == test ]]; then
        pre "$out/stdout"
    elif [[ -s $report ]]; then
        cat "$report"
    fi
}

# What was said on stderr, where something went wrong.
complaints() {
    case $made-$exitcode in
        *-0 | plan-2 | drift-2) ;;
        *) [[ ! -s $out/stderr ]] || { printf '\n' && pre "$out/stderr"; } ;;
    esac
}

# A run's address.
run_url() {
    printf '%s/%s/actions/runs/%s' "${GITHUB_SERVER_URL:-}" "$GITHUB_REPOSITORY" "${GITHUB_RUN_ID:-}"
}

# Appends the report to the job's summary.
summarise() {
    local file=$out/whole.md
    if (($(wc -c <"$file") > summary_limit)); then
        # The last line is cut somewhere, perhaps within a character.
        head -c "$summary_limit" "$file" | sed '$d' >"$out/short.md"
        # Closes a fence that may be open.
        printf '\n%s\n\n… and more: see report-json.\n' '```' >>"$out/short.md"
        file=$out/short.md
    fi
    cat "$file" >>"$GITHUB_STEP_SUMMARY"
    printf '\n' >>"$GITHUB_STEP_SUMMARY"
}

# compose_comment MARKER HASH: writes $out/comment.md, the marker and the hash first.
compose_comment() {
    local marker=$1 hash=$2
    {
        printf '%s\n' "$marker"
        [[ -z $hash ]] || printf '<!-- switchboard sha256=%s -->\n' "$hash"
        printf '\n'
        # Only what switchboard did not write itself can be too long.
        jq --raw-input --slurp --raw-output --argjson limit "$((comment_limit - ${#marker}))" '
            if length <= $limit then .
            else (split("<details>")[0])[:$limit] | sub("[^\n]*$"; "")
                + "\n… the rest stands in the summary of the run.\n"
            end' "$out/brief.md"
        [[ -z $hash ]] || printf '<sub>Plan <code>%s</code></sub><br>\n' "$hash"
        printf '<sub>%s, <a href="%s">run %s</a></sub>\n' \
            "${GITHUB_SHA:0:12}" "$(run_url)" "${GITHUB_RUN_ID:-}"
    } >"$out/comment.md"
}
