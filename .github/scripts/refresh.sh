#!/usr/bin/env bash
# Fetch and read the document, and lay out for the next jobs what is to be kept and told.
#
# In: URL (may be empty), READINGS, HANDOVER (a folder to be made).
# Out: HANDOVER/keep/ what belongs into the repository, HANDOVER/base what was there before,
#      HANDOVER/tree the tree of all snapshots, HANDOVER/told.txt what the command said to people,
#      HANDOVER/bericht.md the report on a held document; HANDOVER/summary.json and HANDOVER/log.txt
#      for whoever looks into it.
set -euo pipefail

mkdir -p "$HANDOVER/keep"
arguments=("--readings=$READINGS" --json)
[[ -z $URL ]] || arguments+=("--url=$URL")

code=0
.venv/bin/planungsrahmen refresh "${arguments[@]}" \
    >"$HANDOVER/summary.json" 2>"$HANDOVER/log.txt" || code=$?
cat "$HANDOVER/log.txt" "$HANDOVER/summary.json"
# The command says so itself, unless it was killed.
echo "exit_code=$code" >>"$GITHUB_OUTPUT"

# A run that did not begin, or not go on, leaves no summary.
of_summary() {
    [[ ! -s $HANDOVER/summary.json ]] ||
        python3 -c '
import json, sys
value = json.load(open(sys.argv[1]))[sys.argv[2]] or []
sys.stdout.writelines(line + "\n" for line in ([value] if isinstance(value, str) else value))' "$HANDOVER/summary.json" "$1"
}
# Lines of the log are objects; all others are meant for people.
{
    of_summary message
    of_summary warnings
    grep -v '^{' "$HANDOVER/log.txt" || true
} >"$HANDOVER/told.txt"
held=$(of_summary held)
[[ -z $held ]] || cp "$held/bericht.md" "$HANDOVER/"

# The log tells when an archive captured what it gave, because the address is gone: no failure, and
# yet somebody has to look.
if [[ $code == 0 ]] && grep -q '"event": "acquire".*"captured_at"' "$HANDOVER/log.txt"; then
    echo "gone=true" >>"$GITHUB_OUTPUT"
fi

# What is gone is not listed: the job that keeps the rest finds out by itself.
git add -- raw warehouse
changed() { git diff --cached --name-only --no-renames --diff-filter=d "$@"; }
# The record of a fetch alone is no news: a day without any leaves no commit.
if [[ -n $(changed -- raw warehouse ':!raw/events') ]]; then
    changed -z -- raw warehouse | xargs -0 cp --parents --no-dereference -t "$HANDOVER/keep"
    git ls-tree HEAD raw warehouse >"$HANDOVER/base"
    echo "keep=true" >>"$GITHUB_OUTPUT"
fi

if [[ -n $(git ls-files -- warehouse/snapshots) ]]; then
    git write-tree --prefix=warehouse/snapshots/ >"$HANDOVER/tree"
fi
