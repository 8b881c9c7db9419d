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
sealed='const{createHash}=require("node:crypto");const{readFileSync}=require("node:fs");const[,file,want]=process.argv;process.exit(createHash("sha256").update(readFileSync(file)).digest("hex")===want?0:1)'
for step in inspect smoke eval; do
  part="$WORK/parts/$step"
  seal_name="SEAL_$(tr '[:lower:]' '[:upper:]' <<<"$step")"
  seal=${!seal_name:-}
  if [[ -z $seal ]]; then continue; fi
  if ! "$NODE_BIN" -e "$sealed" "$part/seal.json" "$seal"; then
    echo "The evidence of step $step was sealed anew after its step had ended." >&2
    finish 4
  fi
  args+=(--from "$part")
done

# Parts of other jobs, checked by digest when they were downloaded.
while IFS= read -r part; do
  if [[ -n $part ]]; then args+=(--from "$part"); fi
done <<<"${PARTS:-}"

if [[ ${#args[@]} -eq 6 ]]; then
  echo '{"schema":"tunegate/failure@1","message":"no step or job left evidence to judge","fix":"look at the logs of the steps and jobs before this one and run them again"}' >"$WORK/gate.json"
  finish 4
fi

"${cli[@]}" "${args[@]}" >"$WORK/gate.json"
finish $?
