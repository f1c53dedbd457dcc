"""Makes packages/evaluator/fixtures/seqeval.json with seqeval (1.2.2): scores of entities in its default mode and in
strict mode under every scheme.

    python tools/parity/seqeval_metrics_fixture.py [--cases N --out FOLDER]
"""

import warnings

from metric_cases import main, number
from seqeval import scheme as schemes
from seqeval.metrics import accuracy_score
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support as lenient
from seqeval.metrics.v1 import precision_recall_fscore_support as strict

warnings.filterwarnings("ignore")
PREFIXES = {"": "BIES", "IOB1": "IB", "IOB2": "IB", "IOE1": "IE", "IOE2": "IE", "IOBES": "IBES", "BILOU": "BILU"}
TYPES = ["PER", "LOC", "人", "A-B", "__proto__"]


def tag(rng, prefixes, known):
    if rng.random() < 0.35:
        return "O"
    return rng.choice(prefixes) + "-" + rng.choice(known)


def make(rng, index):
    name = list(PREFIXES)[index % len(PREFIXES)]
    known = rng.sample(TYPES, rng.choice([1, 2, 3]))
    labels, predictions = [], []
    for _ in range(rng.choice([1, 2, 4])):
        tags = [tag(rng, PREFIXES[name], known) for _ in range(rng.choice([1, 3, 8, 15]))]
        labels.append(tags)
        predictions.append([one if rng.random() < 0.7 else tag(rng, PREFIXES[name], known) for one in tags])
    if rng.random() < 0.08:
        labels = [["O"] * len(tags) for tags in labels]
    if rng.random() < 0.08:
        predictions = [["O"] * len(tags) for tags in predictions]
    zero_division = rng.choice([0, 1])
    options = {"zero_division": zero_division}
    score = lenient
    if name:
        score, options = strict, {**options, "scheme": getattr(schemes, name)}
    averages = {}
    for average in ("micro", "macro", "weighted"):
        scores = [number(value) for value in score(labels, predictions, average=average, **options)[:3]]
        # Without a single entity on either side the macro average is a mean of nothing.
        averages[average] = None if None in scores else scores
    per_type = score(labels, predictions, average=None, **options)
    return {
        "scheme": name,
        "zeroDivision": zero_division,
        "sentences": [{"labels": one, "predictions": other} for one, other in zip(labels, predictions)],
        "averages": averages,
        "types": [[number(value) for value in row] for row in zip(*per_type)],
        "accuracy": accuracy_score(labels, predictions),
    }


if __name__ == "__main__":
    main("seqeval", 280, make)
