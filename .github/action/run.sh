#!/usr/bin/env bash
# Runs one command of switchboard for a workflow: outputs, annotations, summary and comment. All
# inputs come through the environment and are never read by a shell.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=.github/action/github.sh
. "$here/github.sh"
# shellcheck source=.github/action/report.sh
. "$here/report.sh"

# What the configuration may name with `{ env: … }` is not to be GitHub's token.
token=${INPUT_TOKEN:-}
unset INPUT_TOKEN

asked=${INPUT_COMMAND:-}
case $asked in
    validate | plan | apply | drift | test | merge) ;;
    *) fail "\`command\` is validate, plan, apply, drift, test or merge, not: $asked" ;;
esac
command=$asked
comment=${INPUT_COMMENT:-true}
fail_on_drift=${INPUT_FAIL_ON_DRIFT:-false}
expect=${INPUT_EXPECT_PLAN:-}
folder=${INPUT_WORKING_DIRECTORY:-.}
[[ $comment =~ ^(true|false)$ ]] || fail "\`comment\` is true or false, not: $comment"
[[ $fail_on_drift =~ ^(true|false)$ ]] || fail "\`fail-on-drift\` is true or false, not: $fail_on_drift"
[[ $expect =~ ^(|pr|[0-9a-f]{64})$ ]] || fail "\`expect-plan\` is empty, \`pr\` or a SHA-256, not: $expect"
[[ -z $expect || $asked == apply ]] || fail "\`expect-plan\` goes with apply only"

scratch=$(mktemp -d "$RUNNER_TEMP/switchboard-github.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
out=$(mktemp -d "$RUNNER_TEMP/switchboard-$command.XXXXXX")

# Whoever can open a pull request from a fork writes the configuration, and so says where a token
# of ours would be sent. That holds for pull_request_target and workflow_run too, where there are
# secrets.
untrusted=$(jq --raw-output --arg actor "${GITHUB_ACTOR:-}" '
    (.pull_request != null and (
        (.pull_request.head.repo.full_name // "") != .repository.full_name
        or $actor == "dependabot[bot]"))
    or (.workflow_run != null
        and (.workflow_run.head_repository.full_name // "") != .repository.full_name)
    ' "$GITHUB_EVENT_PATH")
[[ $untrusted == true || $untrusted == false ]] || fail "the event that started this run cannot be read"
if [[ $untrusted == true ]]; then
    command=validate comment=false expect=
fi

# more_arguments: those of `args`, in $more. One line is parted at blanks, of several each is one.
more=()
if [[ ${INPUT_ARGS:-} == *$'\n'*[!$'\n']* ]]; then
    while IFS= read -r line; do
        line=${line%$'\r'}
        [[ -z $line ]] || more+=("$line")
    done <<<"$INPUT_ARGS"
else
    read -r -a more <<<"${INPUT_ARGS:-}" || true
fi
if [[ $command != "$asked" ]]; then
    # Of another command's arguments, `validate` knows the variables.
    variables=()
    for ((at = 0; at < ${#more[@]}; at++)); do
        case ${more[at]} in
            --var=*) variables+=("${more[at]}") ;;
            --var) variables+=("--var=${more[at + 1]:-}") && at=$((at + 1)) ;;
        esac
    done
    more=(${variables[@]+"${variables[@]}"})
fi

words=("$command")
[[ $command != merge ]] || words=(report merge)
arguments=("${words[@]}" --no-input)
# encoded TEXT: in letters that cannot end a marker or be taken for another part of it; two texts are
# never the same afterwards.
encoded() {
    jq --null-input --raw-output --arg text "$1" '$text | @uri | gsub("%2F"; "/") | gsub("-"; "%2D")'
}
marker="command=$command env=$(encoded "${INPUT_ENV:-}")"
[[ $folder == . ]] || marker+=" in=$(encoded "$folder")"
while IFS= read -r path; do
    path=${path%$'\r'}
    [[ -n $path ]] || continue
    [[ $command == merge ]] || arguments+=("--file=$path")
    marker+=" config=$(encoded "$path")"
done <<<"${INPUT_CONFIG:-}"
# Reports name their environment themselves.
[[ -z ${INPUT_ENV:-} || $command == merge ]] || arguments+=("--env=$INPUT_ENV")
# marker_of COMMAND: the hidden first line of its comment.
marker_of() {
    printf '<!-- switchboard %s -->' "${marker/command=$command/command=$1}"
}

pull=
if [[ $comment == true || $expect == pr ]]; then
    pull=$(jq --raw-output '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
    if [[ -z $pull && $command == apply ]]; then
        pull=$(merged_pull) || fail "the pull request that was merged cannot be looked up (pull-requests: read)"
    fi
fi
if [[ $expect == pr ]]; then
    [[ -n $pull ]] ||
        fail "no merged pull request belongs to ${GITHUB_SHA:-this commit}, so nobody approved a plan; give the hash of one as \`expect-plan\`"
    expect=$(approved_plan "$pull" "$(marker_of plan)") || fail "the comments on #$pull cannot be read"
    [[ -n $expect ]] ||
        fail "no comment on #$pull carries a plan for this environment; plan again, and give its hash as \`expect-plan\`"
fi

cd "$folder" || fail "there is no folder $folder"
help=$(switchboard "${words[@]}" --help 2>/dev/null) || true
case $command in
    plan) arguments+=(--detailed-exitcode "--out=$out/plan.json") ;;
    apply)
        arguments+=(--auto-approve)
        [[ -z $expect ]] || arguments+=("--expect-plan=$expect")
        ;;
esac
arguments+=(--report "json=$out/report.json")
case $command in
    test) arguments+=(--format human) ;;
    apply) arguments+=(--format json --report "markdown=$out/report.md") ;;
    *) arguments+=(--format github --report "markdown=$out/report.md") ;;
esac
# The summary holds more than the comment.
[[ $help != *markdown-long* ]] || arguments+=(--report "markdown-long=$out/long.md")
# Of merged reports, only those of drift can be SARIF.
[[ $help != *sarif* || $command == merge ]] || arguments+=(--report "sarif=$out/report.sarif")
arguments+=(${more[@]+"${more[@]}"})

# show: what is printed on stdout.
show() {
    case $command in
        apply) tell_events ;;
        test) harmless ;;
        *) relocate "$folder" ;;
    esac
}
set +e
{
    switchboard "${arguments[@]}" 2>&1 1>&3 | tee "$out/stderr" | harmless >&2
    exit "${PIPESTATUS[0]}"
} 3>&1 | tee "$out/stdout" | show
exitcode=${PIPESTATUS[0]}
set -e

# output NAME VALUE; output_file NAME PATH, where it was written.
output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
output_file() { [[ ! -s $2 ]] || output "$1" "$2"; }
# count EXPRESSION: a number or a truth from the report; nothing where there is none.
count() { jq --raw-output "$1" "$out/report.json" 2>/dev/null || true; }

hash=
# What the report is about: of merged ones, what was merged.
made=$command
[[ $command != merge ]] || made=$(count '.kind // empty | sub("-set$"; "")')
output exitcode "$exitcode"
output_file report-json "$out/report.json"
relocate_sarif "$folder" "$out/report.sarif"
output_file sarif-file "$out/report.sarif"
case $made in
    plan | apply)
        # A merged plan can be neither applied nor approved.
        [[ $command == merge ]] || hash=$(count '.sha256 // empty')
        output changes "$(count '.summary | .create + .update + .adopt + .forget + (.purchase // 0) > 0')"
        output_file plan-file "$out/plan.json"
        output plan-sha256 "$hash"
        if [[ $made == plan ]]; then
            output create "$(count '.summary.create // empty')"
            output update "$(count '.summary.update // empty')"
        elif [[ $command == apply ]]; then
            for kind in create update; do
                output "$kind" "$(jq --raw-input --slurp --arg kind "$kind" '
                    [split("\n")[] | fromjson? | select(.type == "change_summary" and .operation == "apply")] | last
                    | .changes[$kind] // 0' "$out/stdout")"
            done
        fi
        ;;
    drift)
        # Neither, where not everything was read and nothing drifted so far.
        drift=$(count 'if (.summary | .modified + .missing > 0) then true elif .complete then false else empty end')
        [[ $exitcode != 2 ]] || drift=true
        output drift "$drift"
        ;;
esac

# Whether everything was read: such a plan can be approved, also with an error at something declared.
complete=$(count '.complete == true')

compose
summarise

# The step's own end: a plan with changes is a success, and drift is none of ours to judge. An
# error at something declared is an annotation; `exitcode` is 3 for a workflow that wants to stop.
ends=$exitcode
case $made-$exitcode in
    plan-2) ends=0 ;;
    plan-3) [[ $complete != true ]] || ends=0 ;;
    drift-2) [[ $fail_on_drift == true ]] || ends=0 ;;
esac

if [[ $comment == true && -n $pull ]]; then
    # Only a plan that is whole can be approved.
    approvable=
    [[ $command != plan || $ends != 0 ]] || approvable=$hash
    marker=$(marker_of "$command")
    compose_comment "$marker" "$approvable"
    put_comment "$pull" "$marker" "$out/comment.md" ||
        fail "the comment on #$pull cannot be written: the job needs pull-requests: write, or comment: false"
fi
exit "$ends"
