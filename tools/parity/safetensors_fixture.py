"""Makes packages/checkpoint/fixtures/safetensors.json with the Python package `safetensors` (0.8).

Each case is a whole file as the reference implementation writes it (base64), and what is in it: for each tensor the
dtype, shape and the bytes of its elements (base64).

    python tools/parity/safetensors_fixture.py
    python tools/parity/safetensors_fixture.py --live file.safetensors expected.json

With `--live` it makes nothing, but loads a file that our side wrote and holds it to what our side says is in it:
`{name: {"dtype": …, "shape": […], "base64": …}}`.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from safetensors import TensorSpec, deserialize, serialize

FIXTURE = Path(__file__).resolve().parents[2] / "packages/checkpoint/fixtures/safetensors.json"

# Names in files and the element sizes in bytes; `safetensors` wants the long names of NumPy and PyTorch.
DTYPES = {
    "F64": ("float64", 8), "F32": ("float32", 4), "F16": ("float16", 2), "BF16": ("bfloat16", 2),
    "I64": ("int64", 8), "I32": ("int32", 4), "I16": ("int16", 2), "I8": ("int8", 1),
    "U64": ("uint64", 8), "U32": ("uint32", 4), "U16": ("uint16", 2), "U8": ("uint8", 1), "BOOL": ("bool", 1),
}  # fmt: skip


def tensor(dtype, shape, start=0):
    """A tensor whose bytes count up from `start` (0 and 1 in turn for BOOL)."""
    count = int(np.prod(shape)) * DTYPES[dtype][1]
    data = (np.arange(start, start + count) % (2 if dtype == "BOOL" else 251)).astype(np.uint8)
    return {"dtype": dtype, "shape": list(shape), "data": data}


CASES = {
    "one matrix": ({"weight": tensor("F32", (2, 3))}, None),
    "every dtype, twice": (
        {f"{prefix}.{dtype}": tensor(dtype, (3,), index) for prefix in "ba" for index, dtype in enumerate(DTYPES)},
        None,
    ),
    "a scalar, empty tensors, high rank": (
        {
            "scalar": tensor("F32", ()),
            "empty": tensor("F32", (0,)),
            "also empty": tensor("I64", (4, 0, 2)),
            "deep": tensor("U8", (1, 2, 1, 2, 1, 2)),
        },
        None,
    ),
    "metadata": ({"w": tensor("BF16", (5,))}, {"format": "pt"}),
    "no tensors": ({}, None),
    "odd names": (
        {
            name: tensor("BOOL", (1,), index)
            for index, name in enumerate(
                ["10", "9", "", " ", '"quoted"\\', "line\nend", "__proto__", "constructor", "größe.重み", "\U0001f600"]
            )
        },
        None,
    ),
}


def serialized(tensors, metadata):
    specs = {
        name: TensorSpec(
            dtype=DTYPES[spec["dtype"]][0],
            shape=spec["shape"],
            data_ptr=spec["data"].ctypes.data,
            data_len=spec["data"].nbytes,
        )
        for name, spec in tensors.items()
    }
    return serialize(specs, metadata)


def described(spec):
    data = base64.b64encode(bytes(spec["data"])).decode("ascii")
    return {"dtype": spec["dtype"], "shape": list(spec["shape"]), "base64": data}


def make():
    cases = []
    for name, (tensors, metadata) in CASES.items():
        file = base64.b64encode(serialized(tensors, metadata)).decode("ascii")
        expected = {key: described(spec) for key, spec in tensors.items()}
        cases.append({"name": name, "file": file, "metadata": metadata or {}, "tensors": expected})
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps(cases, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    print(f"{len(cases)} files, {sum(len(case['tensors']) for case in cases)} tensors")


def compare(file_path, expected_path):
    ours = json.loads(Path(expected_path).read_text(encoding="utf-8"))
    theirs = {name: described(spec) for name, spec in deserialize(Path(file_path).read_bytes())}
    assert theirs == ours, "the tensors differ"
    print(f"{len(theirs)} tensors agree")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--live"]:
        compare(*sys.argv[2:])
    else:
        make()
