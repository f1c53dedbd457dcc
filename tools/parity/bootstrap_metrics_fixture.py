"""Makes packages/evaluator/fixtures/bootstrap.json with sacrebleu (2.6): paired bootstrap of BLEU, chrF and TER at given
draws. sacrebleu sums counts in float32; here its functions get float64, so that 1e-12 means something.

    python tools/parity/bootstrap_metrics_fixture.py [--cases N --out FOLDER]
"""

import numpy as np
from metric_cases import changed, main, sentence
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import _compute_p_value, estimate_ci

METRICS = {"bleu": BLEU, "chrf": CHRF, "ter": TER}


def make(rng, index):
    name = list(METRICS)[index % 3]
    size, resamples = rng.choice([1, 3, 6]), rng.choice([1, 10, 20, 41])
    references = [sentence(rng)[:80] for _ in range(size)]
    systems = [[changed(rng, text) for text in references] for _ in range(2)]
    draws = np.array([[rng.randrange(size) for _ in range(size)] for _ in range(resamples)])
    metric = METRICS[name]()

    def score(stats):
        return metric._compute_score_from_stats([float(value) for value in stats]).score

    stats = [np.array(metric._extract_corpus_statistics(system, [references]), dtype="float64") for system in systems]
    real = [score(one.sum(0)) for one in stats]
    resampled = [np.array([score(drawn.sum(0)) for drawn in one[draws]]) for one in stats]
    differences = np.abs(resampled[1] - resampled[0])
    p_value = _compute_p_value(differences - differences.mean(), abs(real[0] - real[1]))
    return {
        "metric": name,
        "references": references,
        "systems": systems,
        "draws": draws.tolist(),
        "intervals": [[one, *map(float, estimate_ci(scores))] for one, scores in zip(real, resampled)],
        "pValue": p_value,
    }


if __name__ == "__main__":
    main("bootstrap", 210, make)
