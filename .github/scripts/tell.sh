#!/usr/bin/env bash
# Keep one open issue as long as runs fail, and close it when one has ended well.
#
# A document that cannot be had on a day needs nobody: for that none is opened unless no run of the
# last days has ended well.
#
# In: READ and KEPT, how the jobs before ended; CODE, the command's exit code (empty if it never ran);
#     GONE, true if the document had to be taken from the archive; HANDOVER (may be missing); RUN_URL;
#     MAX_AGE_DAYS; GITHUB_REF_NAME; GH_TOKEN that may read runs and write issues; GH_REPO.
# shellcheck disable=SC2016  # what stands between ` is Markdown
set -euo pipefail

# The job that met bytes from outside says it, and it stands in the issue.
[[ $CODE =~ ^[0-9]$ ]] || CODE=

label=refresh
issues=$(gh issue list --label "$label" --state open --json number --jq '.[].number' | sort -n)

if [[ $READ == success && $KEPT =~ ^(success|skipped)$ && $CODE == 0 && $GONE != true ]]; then
    for issue in $issues; do
        gh issue close "$issue" --comment "A run has ended well: $RUN_URL"
    done
    exit 0
fi

succeeded_lately() {
    # GitHub has the record of all runs; a run is a success if its command was.
    local since
    since=$(date -u -d "$MAX_AGE_DAYS days ago" +%Y-%m-%dT%H:%M:%SZ)
    [[ -n $(gh run list --workflow refresh.yml --branch "$GITHUB_REF_NAME" --status success \
        --created ">=$since" --limit 1 --json databaseId --jq '.[].databaseId') ]]
}
if [[ -z $issues && $READ == success && $CODE == 5 ]] && succeeded_lately; then
    echo "the document cannot be had, but a run of the last $MAX_AGE_DAYS days has ended well"
    exit 0
fi

case $CODE in
    3) what='the document is held' ;;
    4) what='the document cannot be read' ;;
    5) what='the document cannot be had' ;;
    6) what='the warehouse is busy, damaged or not writable' ;;
    *) what='the run failed' ;;
esac
if [[ $CODE == 0 && $READ == success ]]; then
    what='what was read could not be kept'
    [[ ! $KEPT =~ ^(success|skipped)$ ]] ||
        what='the document is gone from its address, and was taken from the archive'
fi

# Text that others wrote stays text: between marks that do not occur in it, nothing formats or notifies.
quoted() {
    # A link could lead to what this job knows and nobody else may.
    [[ -s $1 && -f $1 && ! -L $1 ]] || return 0
    printf '\n%s\n\n~~~~~~\n' "$2"
    head -n 60 "$1" | cut -c 1-500 | sed 's/~~~~*/~/g'
    printf '~~~~~~\n'
}
{
    echo "Last seen in $RUN_URL: $what (exit code ${CODE:-none}; reading: $READ, keeping: $KEPT)."
    echo 'The last good edition stays published. What to do: `docs/scheduling.md`, by exit code.'
    quoted "$HANDOVER/told.txt" 'The command said:'
    quoted "$HANDOVER/bericht.md" 'The report begins (in German; all of it lies in `warehouse/held/`):'
} >issue.md

title="Refresh: $what"
first=${issues%%$'\n'*}
if [[ -n $first ]]; then
    gh issue edit "$first" --title "$title" --body-file issue.md
else
    gh label create "$label" --force --color D93F0B --description 'The scheduled refresh needs somebody'
    gh issue create --label "$label" --title "$title" --body-file issue.md
fi
