"""Makes packages/evaluator/fixtures/translation.json with sacrebleu (2.6): BLEU, chrF and TER of small corpora, with
signatures and text lines, over tokenizers, smoothings and options.

    python tools/parity/translation_metrics_fixture.py [--cases N --out FOLDER]
"""

import logging

from metric_cases import changed, main, sentence
from sacrebleu.metrics import BLEU, CHRF, TER

logging.getLogger("sacrebleu").setLevel(logging.ERROR)


def bleu_options(rng):
    ours = {}
    if rng.random() < 0.6:
        ours["tokenizer"] = rng.choice(["13a", "13a", "intl", "zh", "char", "none"])
    if rng.random() < 0.2:
        ours["lowercase"] = True
    if rng.random() < 0.5:
        ours["smoothing"] = rng.choice(["none", "floor", "add-k", "exp"])
        if ours["smoothing"] in ("floor", "add-k") and rng.random() < 0.5:
            ours["smoothingValue"] = rng.choice([0.01, 0.5, 2])
    if rng.random() < 0.2:
        ours["maxOrder"] = rng.randint(1, 6)
    if rng.random() < 0.4:
        ours["effectiveOrder"] = True
    names = {"tokenizer": "tokenize", "smoothing": "smooth_method", "smoothingValue": "smooth_value",
             "maxOrder": "max_ngram_order", "effectiveOrder": "effective_order", "lowercase": "lowercase"}
    return ours, BLEU(**{names[key]: value for key, value in ours.items()})


def chrf_options(rng):
    ours = {}
    if rng.random() < 0.4:
        ours["wordOrder"] = rng.choice([1, 2, 2, 3])
    if rng.random() < 0.2:
        ours["characterOrder"] = rng.randint(1, 8)
    if rng.random() < 0.2:
        ours["beta"] = rng.randint(1, 3)
    for name in ("lowercase", "whitespace", "epsilonSmoothing"):
        if rng.random() < 0.2:
            ours[name] = True
    names = {"wordOrder": "word_order", "characterOrder": "char_order", "epsilonSmoothing": "eps_smoothing"}
    return ours, CHRF(**{names.get(key, key): value for key, value in ours.items()})


def ter_options(rng):
    names = {"normalized": "normalized", "noPunctuation": "no_punct", "asianSupport": "asian_support",
             "caseSensitive": "case_sensitive"}
    ours = {name: True for name in names if rng.random() < 0.35}
    return ours, TER(**{names[key]: value for key, value in ours.items()})


def make(rng, index):
    name, options = [("bleu", bleu_options), ("chrf", chrf_options), ("ter", ter_options)][index % 3]
    ours, metric = options(rng)
    # Sentences are corpora of one; a few segments are long, for beams and limits.
    size = rng.choice([1, 1, 2, 3, 6])
    hypotheses = [sentence(rng) for _ in range(size)]
    if index % 60 == 2:
        hypotheses[0] = " ".join(sentence(rng) for _ in range(8))
    references = [[changed(rng, text) if rng.random() < 0.9 else sentence(rng) for text in hypotheses]
                  for _ in range(rng.choice([1, 1, 2, 3]))]
    if len(references) > 1 and size > 1 and rng.random() < 0.3:
        references[-1][rng.randrange(size)] = None
    score = metric.corpus_score(hypotheses, references)
    return {
        "metric": name,
        "options": ours,
        "segments": [[text, *[line for line in lines if line is not None]]
                     for text, *lines in zip(hypotheses, *references)],
        "score": float(score.score),
        "signature": str(metric.get_signature()),
        "text": score.format(),
    }


if __name__ == "__main__":
    main("translation", 480, make)
