#!/usr/bin/env bash
# Runs some stages into a run folder of their own: bash part.sh <step>. Called by action.yml; the values come by environment.
# A verdict over these stages alone does not fail the step: the gate decides over all of them. What fails the step is a run that left no seal.
set -u -o pipefail
step=$1
part="$WORK/parts/$step"
args=(run -C "$PROJECT" --stage "$STAGES" --folder "$part" --json)
if [[ -n ${BASE:-} ]]; then args+=(--base "$BASE"); fi
if [[ -n ${PYTHON:-} ]]; then args+=(--python "$PYTHON"); fi
if [[ -n ${TORCH_INDEX:-} ]]; then args+=(--torch-index "$TORCH_INDEX"); fi
if [[ ${RELEASE:-} == true ]]; then args+=(--release); fi

# Names of files and branches are the author's: nothing printed here may act as a workflow command.
mark="tunegate-$RANDOM$RANDOM$RANDOM$RANDOM"
echo "::stop-commands::$mark"
"$NODE_BIN" "$GITHUB_ACTION_PATH/dist/cli.mjs" "${args[@]}" >"$WORK/$step.json"
code=$?
echo "::$mark::"

echo "$code" >"$WORK/$step.code"
if [[ -f $part/seal.json ]]; then
  # Kept by the runner, out of reach of what later steps run, so that the gate can tell whether this evidence was touched.
  echo "seal=$("$NODE_BIN" -e 'const{createHash}=require("node:crypto");const{readFileSync}=require("node:fs");console.log(createHash("sha256").update(readFileSync(process.argv[1])).digest("hex"))' "$part/seal.json")" >>"$GITHUB_OUTPUT"
  exit 0
fi
if [[ $code -eq 0 ]]; then exit 4; fi
exit "$code"
