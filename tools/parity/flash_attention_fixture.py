"""Writes how JAX calls cuDNN's flash attention: the calls that backend-xla must write in the same form.

    pip install jax==0.10.2
    python tools/parity/flash_attention_fixture.py

JAX lowers a program for NVIDIA's cards on any machine, once its checks of the card and of cuDNN's version are answered.
Nothing is run. The result is packages/backend-xla/fixtures/flash-attention.json: for each case the calls of the forward
and of the backward pass, each with its target, the types and layouts of operands and results, and its configuration.
"""

import json
import re
from pathlib import Path

import jax
import jax.numpy as jnp
from jax._src.cudnn import fused_attention_stablehlo as cudnn

OUTPUT = Path(__file__).resolve().parents[2] / "packages" / "backend-xla" / "fixtures" / "flash-attention.json"
CALL = re.compile(
    r"custom_call @(?P<target>\S+?)\(.*?backend_config = \"(?P<config>.*?)\", "
    r"operand_layouts = \[(?P<operandLayouts>.*?)\], result_layouts = \[(?P<resultLayouts>.*?)\]\} : "
    r"\((?P<operands>.*?)\) -> \((?P<results>.*?)\)$"
)
CASES = [
    {"operands": "bf16", "causal": True, "sizes": [2, 128, 4, 64], "scale": 0.125},
    {"operands": "f16", "causal": False, "sizes": [1, 64, 2, 32], "scale": 0.25},
]


def calls_of(operands, causal, sizes, scale):
    mask = cudnn.MaskType.CAUSAL if causal else cudnn.MaskType.NO_MASK
    spec = jax.ShapeDtypeStruct(tuple(sizes), jnp.bfloat16 if operands == "bf16" else jnp.float16)

    def loss(q, k, v):
        return cudnn.dot_product_attention(q, k, v, scale=scale, mask_type=mask).astype(jnp.float32).sum()

    gradients = jax.jit(jax.grad(loss, argnums=(0, 1, 2))).trace(spec, spec, spec)
    text = gradients.lower(lowering_platforms=("cuda",)).as_text()
    calls = [match.groupdict() for match in map(CALL.search, text.splitlines()) if match]
    return [{**call, "config": json.loads(call["config"].replace("\\22", '"'))} for call in calls]


def main():
    cudnn.check_cudnn_version = lambda: 91000
    cudnn.check_compute_capability = lambda *_: True
    cases = [{**case, "calls": calls_of(**case)} for case in CASES]
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps({"jax": jax.__version__, "cases": cases}, indent=2) + "\n")


if __name__ == "__main__":
    main()
