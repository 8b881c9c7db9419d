"""The environment key, the exact class and the determinism flags, as this process really has them."""

import os
import platform
import sys

KEY_PACKAGES = ("torch", "transformers", "peft", "accelerate", "trl")


def apply_flags(session, torch):
    """Set what makes torch repeatable; each flag only where this torch has it."""
    evidence = session.evidence
    torch.use_deterministic_algorithms(True)
    evidence.override("cudnn.benchmark", torch.backends.cudnn.benchmark, False)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    if hasattr(torch.backends, "fp32_precision"):
        torch.backends.fp32_precision = "ieee"
    else:
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
    for name in ("enable_flash_sdp", "enable_mem_efficient_sdp", "enable_cudnn_sdp"):
        switch = getattr(torch.backends.cuda, name, None)
        if switch is not None:
            switch(False)
    fill = getattr(torch.utils, "deterministic", None)
    if fill is not None and hasattr(fill, "fill_uninitialized_memory"):
        fill.fill_uninitialized_memory = True


def read_flags(torch):
    """The flags at the first step: the team's own code may have changed them back."""
    return {
        "deterministic_algorithms": torch.are_deterministic_algorithms_enabled(),
        "warn_only": torch.is_deterministic_algorithms_warn_only_enabled(),
        "cudnn_deterministic": torch.backends.cudnn.deterministic,
        "cudnn_benchmark": torch.backends.cudnn.benchmark,
        "threads": torch.get_num_threads(),
        "hash_seed": os.environ.get("PYTHONHASHSEED"),
        "cublas_workspace": os.environ.get("CUBLAS_WORKSPACE_CONFIG"),
    }


def _version(name):
    """Version of an imported package without its local part (`2.13.0+cpu` is 2.13.0), None when it takes no part in this run."""
    if name not in sys.modules:
        return None
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name).split("+")[0]
    except PackageNotFoundError:
        return None


def describe_environment(session, torch, root):
    """`key` must match before two trainings may be compared; `exact` says whether bit equality is expected (contracts §6)."""
    parameter = next(iter(root.parameters()), None) if root is not None else None
    device = parameter.device.type if parameter is not None else "cpu"
    trained = sorted({str(p.dtype).removeprefix("torch.") for p in root.parameters() if p.requires_grad}) if root is not None else []
    base = str(parameter.dtype).removeprefix("torch.") if parameter is not None else None
    config = getattr(root, "config", None)
    key = {name: _version(name) for name in KEY_PACKAGES}
    key["device"] = device
    key["gpu"] = torch.cuda.get_device_name(parameter.device) if device == "cuda" else None
    key["dtype"] = "+".join(dict.fromkeys([base, *trained])) if base else None
    key["attention"] = getattr(config, "_attn_implementation", None)
    if torch.is_autocast_enabled(device):
        key["dtype"] = f"{key['dtype']}+autocast"
    exact = {"cpu": _cpu_class(torch) if device == "cpu" else None, "driver": _driver() if device == "cuda" else None}
    return {"key": key, "exact": exact}


def _cpu_class(torch):
    """Vendor, family, model and instruction set in use: CPUs of one class gave equal bits in every measurement."""
    fields = {}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                name, _, value = line.partition(":")
                if not line.strip():
                    break
                fields[name.strip()] = value.strip()
    except OSError:
        pass
    vendor = fields.get("vendor_id") or platform.machine()
    parts = [vendor, fields.get("cpu family", "?"), fields.get("model", "?"), torch.backends.cpu.get_cpu_capability()]
    return "/".join(parts)


def _driver():
    try:
        with open("/proc/driver/nvidia/version", encoding="utf-8") as file:
            return file.readline().split("Module")[-1].split()[0]
    except (OSError, IndexError):
        return None
