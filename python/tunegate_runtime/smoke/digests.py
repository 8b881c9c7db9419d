"""Digests of tensors: canonical content digest (sorted by name) and a cheap 64-bit checksum for frozen parameters."""

import hashlib
import json
import struct

_SAFETENSORS_DTYPES = {
    "float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "int32": "I32",
    "int16": "I16", "int8": "I8", "uint8": "U8", "bool": "BOOL",
}  # fmt: skip


def tensor_bytes(torch, tensor):
    """Little-endian bytes of a tensor in row-major order."""
    flat = tensor.detach().to("cpu").contiguous().reshape(-1)
    if flat.numel() == 0:
        return b""
    return flat.view(torch.uint8).numpy().tobytes()


def tensors_digest(torch, named):
    """sha256 over `name \\0 dtype \\0 shape \\0 u64 length, payload` in name order (handbook training §4.4)."""
    digest = hashlib.sha256()
    for name, tensor in sorted(named, key=lambda item: item[0]):
        payload = tensor_bytes(torch, tensor)
        kind = str(tensor.dtype).removeprefix("torch.")
        dtype = _SAFETENSORS_DTYPES.get(kind, kind)
        shape = json.dumps(list(tensor.shape), separators=(",", ":"))
        digest.update(f"{name}\0{dtype}\0{shape}\0".encode())
        digest.update(struct.pack("<Q", len(payload)))
        digest.update(payload)
    return digest.hexdigest()


def integers_digest(torch, tensors):
    """sha256 over shapes and values of integer tensors, independent of their integer width and device."""
    digest = hashlib.sha256()
    for tensor in tensors:
        digest.update(json.dumps(list(tensor.shape)).encode())
        digest.update(tensor_bytes(torch, tensor.to(torch.int64)))
    return digest.hexdigest()


def checksum(torch, tensor):
    """Sum of a tensor's bits as integers modulo 2**64: one pass on its own device, exact, order of tensors kept by the caller."""
    flat = tensor.detach().contiguous().reshape(-1)
    width = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}.get(flat.element_size())
    if flat.numel() == 0 or width is None:
        return 0
    return int(flat.view(width).sum(dtype=torch.int64).item()) & ((1 << 64) - 1)
