"""Makes packages/evaluator/fixtures/classification.json with scikit-learn (1.9) and scipy: accuracy, top-k accuracy,
precision, recall and F1, Matthews' correlation, confusion matrices, ROC-AUC, Pearson's and Spearman's correlation, and
the expected calibration error by its definition in numpy.

    python tools/parity/classification_metrics_fixture.py [--cases N --out FOLDER]
"""

import warnings

import numpy as np
from metric_cases import main, number
from scipy import stats
from sklearn import metrics

warnings.filterwarnings("ignore")
KINDS = ["labels", "labels", "scores", "topk", "correlation", "calibration"]
NAMES = ["人", "news", "😀", "\uffee", "z", "Z", "__proto__"]
ZERO_DIVISIONS = {"0": 0, "1": 1, "nan": np.nan}


def labelled(rng):
    size = rng.choice([1, 2, 5, 20, 60])
    classes = rng.choice([1, 2, 2, 3, 5])
    known = rng.sample(NAMES, classes) if rng.random() < 0.4 else [rng.randint(0, 1) + i for i in range(classes)]
    labels = [rng.choice(known) for _ in range(size)]
    predictions = [label if rng.random() < 0.6 else rng.choice(known) for label in labels]
    if rng.random() < 0.1:
        predictions = [known[0]] * size
    present = sorted(set(labels) | set(predictions))
    averages = {}
    for name, value in ZERO_DIVISIONS.items():
        options = {"zero_division": value}
        for average in ["micro", "macro", "weighted"]:
            averages[f"{average} {name}"] = metrics.precision_recall_fscore_support(
                labels, predictions, average=average, **options)[:3]
        averages[f"perClass {name}"] = [
            list(row) for row in zip(*metrics.precision_recall_fscore_support(labels, predictions, **options))]
        if len(present) <= 2 and all(isinstance(label, int) for label in present) and (len(present) < 2 or 1 in present):
            averages[f"binary {name}"] = metrics.precision_recall_fscore_support(
                labels, predictions, average="binary", **options)[:3]
    return {
        "labels": labels,
        "predictions": predictions,
        "present": [str(label) for label in present],
        "accuracy": metrics.accuracy_score(labels, predictions),
        "matthews": number(metrics.matthews_corrcoef(labels, predictions)),
        "confusion": metrics.confusion_matrix(labels, predictions, labels=present).tolist(),
        "averages": {key: plain(value) for key, value in averages.items()},
    }


def plain(value):
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else number(value)


def value_of(rng, coarse):
    return rng.randint(0, 4) / 4 if coarse else rng.random()


def scored(rng):
    size = rng.choice([2, 3, 10, 50])
    labels = [0, 1] + [rng.randint(0, 1) for _ in range(size - 2)]
    coarse = rng.random() < 0.5
    scores = [value_of(rng, coarse) + 0.3 * label * rng.random() for label in labels]
    return {"labels": labels, "scores": scores, "rocAuc": number(metrics.roc_auc_score(labels, scores))}


def top_k(rng):
    size, classes = rng.choice([1, 5, 20]), rng.randint(3, 6)
    coarse = rng.random() < 0.5
    labels = [rng.randrange(classes) for _ in range(size)]
    scores = [[value_of(rng, coarse) for _ in range(classes)] for _ in range(size)]
    k = rng.randint(1, classes)
    accuracy = metrics.top_k_accuracy_score(labels, np.array(scores), k=k, labels=range(classes))
    return {"labels": labels, "scores": scores, "k": k, "accuracy": number(accuracy)}


def correlated(rng):
    size = rng.choice([2, 3, 10, 60])
    coarse = rng.random() < 0.4
    offset, scale = rng.choice([(0, 1), (0, 5), (100, 1), (-3, 1e-3)])
    labels = [offset + scale * value_of(rng, coarse) for _ in range(size)]
    # Rounded, so that a side that is constant is exactly that: of values a rounding apart there is no right correlation.
    predictions = [round(label * rng.choice([1, 1, -1]) + scale * value_of(rng, coarse), 6) for label in labels]
    return {
        "labels": labels,
        "predictions": predictions,
        "isConstant": len(set(labels)) == 1 or len(set(predictions)) == 1,
        "pearson": number(stats.pearsonr(labels, predictions).statistic),
        "spearman": number(stats.spearmanr(labels, predictions).statistic),
    }


def calibration(rng):
    size = rng.choice([1, 10, 60])
    bins = rng.choice([1, 10, 15, 15])
    coarse = rng.random() < 0.3
    confidences = np.array([rng.randint(0, bins) / bins if coarse else rng.random() for _ in range(size)])
    correct = np.array([rng.random() < confidence for confidence in confidences])
    error = 0.0
    for i in range(bins):
        inside = (confidences > i / bins) & (confidences <= (i + 1) / bins)
        if i == 0:
            inside |= confidences == 0
        if inside.any():
            error += inside.mean() * abs(correct[inside].mean() - confidences[inside].mean())
    return {"confidences": confidences.tolist(), "correct": correct.tolist(), "bins": bins, "error": number(error)}


MAKERS = {"labels": labelled, "scores": scored, "topk": top_k, "correlation": correlated, "calibration": calibration}


def make(rng, index):
    kind = KINDS[index % len(KINDS)]
    return {"kind": kind, **MAKERS[kind](rng)}


if __name__ == "__main__":
    main("classification", 360, make)
