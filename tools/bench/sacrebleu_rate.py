"""Scores pairs with sacrebleu once, in one thread, and prints the seconds it took as JSON.

    python tools/bench/sacrebleu_rate.py METRIC PAIRS.json
"""

import json
import logging
import sys
import time

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

METRICS = {"bleu": BLEU, "chrf": CHRF, "ter": TER}

if __name__ == "__main__":
    logging.getLogger("sacrebleu").setLevel(logging.ERROR)
    name, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        pairs = json.load(file)
    hypotheses = [hypothesis for hypothesis, _ in pairs]
    references = [[reference for _, reference in pairs]]
    metric = METRICS[name]()
    start = time.perf_counter()
    score = metric.corpus_score(hypotheses, references).score
    print(json.dumps({"seconds": time.perf_counter() - start, "score": score, "version": sacrebleu.__version__}))
