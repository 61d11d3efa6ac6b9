#!/usr/bin/env bash
# Commit what was taken into the checkout, and release database and exports built of all snapshots.
#
# In: HANDOVER, checked; GH_TOKEN that may write contents; GITHUB_REF_NAME, the branch.
# Out: released=true, if anything was.
# shellcheck disable=SC2016  # what stands between ` is Markdown
set -euo pipefail

push() {
    local attempt
    for attempt in 1 2 3; do
        git push --quiet origin "HEAD:refs/heads/$GITHUB_REF_NAME" && return
        echo "push $attempt failed; somebody was faster"
        git fetch --quiet origin "refs/heads/$GITHUB_REF_NAME"
        # Snapshots and fetches are numbered by those before them, so they stand beside no others.
        if ! git diff --quiet HEAD^ FETCH_HEAD -- raw warehouse; then
            echo "::error::raw/ or warehouse/ changed meanwhile, nothing was pushed; run the whole" \
                "workflow again: it fetches the document anew"
            return 1
        fi
        git rebase --quiet --onto FETCH_HEAD HEAD^
    done
    return 1
}

gh auth setup-git
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git add -- raw warehouse
if ! git diff --cached --quiet; then
    git commit --quiet --message "Keep what was fetched on $(date -u +%F)"
    push
    git show --stat --oneline --no-renames HEAD
fi

[[ -d $HANDOVER/release ]] || exit 0
tree=$(git rev-parse HEAD:warehouse/snapshots)
if [[ $(<"$HANDOVER/tree") != "$tree" ]]; then
    echo "::warning::the snapshots changed meanwhile; the next run releases what counts then"
    exit 0
fi
tag=data-${tree:0:12}
draft=$(gh release view "$tag" --json isDraft --jq .isDraft 2>/dev/null || true)
# A job that was stopped while it released leaves a draft, which readers do not see.
[[ $draft != true ]] || gh release delete "$tag" --yes
if [[ $draft != false ]]; then
    {
        echo "Datenbank und Tabellen aus diesen Ausgaben:"
        echo
        git ls-tree --name-only -d HEAD:warehouse/snapshots | sed 's/.*/- `&`/'
        echo
        echo 'Was die Zahlen bedeuten, Herkunft und Lizenz: siehe `LIESMICH.txt`.'
    } >notes.md
    gh release create "$tag" --target "$(git rev-parse HEAD)" --title "Daten vom $(date -u +%d.%m.%Y)" \
        --latest --notes-file notes.md "$HANDOVER"/release/*
    echo "released=true" >>"$GITHUB_OUTPUT"
fi
