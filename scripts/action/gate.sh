#!/usr/bin/env bash
# Joins the run folders of this job's steps, or of other jobs, and decides: bash gate.sh. The verdict's own exit code is enforced later.
set -u -o pipefail
cli=("$NODE_BIN" "$GITHUB_ACTION_PATH/dist/cli.mjs")
args=(gate -C "$PROJECT" --folder "$FOLDER" --json)

mark="tunegate-$RANDOM$RANDOM$RANDOM$RANDOM"
echo "::stop-commands::$mark"
finish() {
  echo "::$mark::"
  echo "$1" >"$WORK/gate.code"
  if [[ -f $FOLDER/seal.json ]]; then exit 0; fi
  if [[ $1 -eq 0 ]]; then exit 4; fi
  exit "$1"
}

# Parts of this job: each must still have the seal that its step reported before later steps ran.
for step in inspect smoke eval; do
  part="$WORK/parts/$step"
  seal_name="SEAL_${step^^}"
  seal=${!seal_name:-}
  if [[ -z $seal ]]; then continue; fi
  if ! "${cli[@]}" verify "$part" --seal "$seal" --json >"$WORK/gate.json"; then
    echo "The evidence of step $step was changed after it was sealed." >&2
    finish 4
  fi
  args+=(--from "$part")
done

# Parts of other jobs, checked by digest when they were downloaded.
while IFS= read -r part; do
  if [[ -n $part ]]; then args+=(--from "$part"); fi
done <<<"${PARTS:-}"

"${cli[@]}" "${args[@]}" >"$WORK/gate.json"
finish $?
