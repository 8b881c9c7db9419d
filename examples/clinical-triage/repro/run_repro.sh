#!/usr/bin/env bash
# Repeats the training so that two runs on one machine give the same bits.
#   repro/run_repro.sh          on the GPU
#   repro/run_repro.sh --cpu    without one: one thread, one instruction set
# The seed stands in the configuration (`seed:`); a second argument names another configuration.
set -euo pipefail
cd "$(dirname "$0")/.."

# Python and CUDA read these once, at their start: setting them inside train.py would be too late.
export PYTHONHASHSEED=0
export CUBLAS_WORKSPACE_CONFIG=:4096:8
export TOKENIZERS_PARALLELISM=false
export NVIDIA_TF32_OVERRIDE=0
export HF_HUB_OFFLINE=1

if [ "${1:-}" = "--cpu" ]; then
  shift
  export CUDA_VISIBLE_DEVICES=
  export OMP_NUM_THREADS=1
  export MKL_NUM_THREADS=1
  if [ "$(uname -m)" = "x86_64" ]; then
    export ATEN_CPU_CAPABILITY=avx2
    export ONEDNN_MAX_CPU_ISA=AVX2
    export MKL_CBWR=COMPATIBLE
  fi
fi

config="${1:-configs/lora.yml}"
grep -q '^seed:' "$config" || { echo "$config has no seed" >&2; exit 1; }
exec python train.py --config "$config"
