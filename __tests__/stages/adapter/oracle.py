"""Reads files named on stdin with the safetensors library; prints one line a file: 1 accepted, 0 refused."""

import sys

import safetensors

for line in sys.stdin:
    with open(line.rstrip("\n"), "rb") as handle:
        data = handle.read()
    try:
        safetensors.deserialize(data)
        print(1)
    except safetensors.SafetensorError:
        print(0)
