#!/usr/bin/env bash
# Build database and exports of the snapshots, unless they are released already.
#
# In: HANDOVER, with the tree of all snapshots. Out: HANDOVER/release/, if there is anything to release.
set -euo pipefail

[[ -s $HANDOVER/tree ]] || exit 0
tag=data-$(head -c 12 "$HANDOVER/tree")
if gh release view "$tag" &>/dev/null; then
    echo "$tag is released already"
    exit 0
fi
.venv/bin/planungsrahmen rebuild
mkdir "$HANDOVER/release"
cp warehouse/planungsrahmen.duckdb "$HANDOVER/release/"
find warehouse/exports -maxdepth 1 -type f -exec cp -t "$HANDOVER/release/" {} +
# A release has no folders: the files of single municipalities go into one.
for folder in warehouse/exports/gemeinden*/; do
    [[ -d $folder ]] || continue
    python3 -m zipfile -c "$HANDOVER/release/planungsrahmen_$(basename "$folder").zip" "$folder"
done
echo "keep=true" >>"$GITHUB_OUTPUT"
