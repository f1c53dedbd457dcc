"""Makes packages/evaluator/fixtures/answers.json with the functions of SQuAD's official scripts, as transformers 4.57
keeps them in data/metrics/squad_metrics.py: exact match and F1 of SQuAD 1.1 and 2.0, with thresholds.

    SQUAD_METRICS=…/transformers/data/metrics/squad_metrics.py python tools/parity/answer_metrics_fixture.py
        [--cases N --out FOLDER]

The file can be taken from the wheel: `pip install --no-deps --target FOLDER transformers==4.57.1`.
"""

import os
import re
import types

from metric_cases import changed, main, sentence

# Only what compares answers; the rest of the module needs the library around it.
source = open(os.environ["SQUAD_METRICS"], encoding="utf-8").read()
squad = types.ModuleType("squad_metrics")
body = "import collections, re, string\n" + source[source.index("def normalize_answer") : source.index("def get_final_text")]
exec(compile(re.sub(r"logger\.\w+\(.*?\)\n", "pass\n", body), "squad_metrics.py", "exec"), squad.__dict__)

ODD = ["", "the", "A", "an, the!", "«the» cat", "thé a", "_a_ b", "a1", "the人", "人 a 人", "A_LOT of the 'normalization'.\"‘",
       "the-cat", "नमस्ते a", "İ a", "½a", "a½", "THE END", "\u00a0the\u0085a"]


def text(rng):
    return rng.choice(ODD) if rng.random() < 0.4 else sentence(rng)


class Example:
    def __init__(self, index, answers):
        self.qas_id = str(index)
        self.answers = [{"text": answer} for answer in answers]


def make(rng, index):
    questions = []
    for _ in range(rng.choice([1, 2, 5, 10])):
        answers = [text(rng) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
        kind = rng.random()
        prediction = "" if kind < 0.2 else text(rng) if kind < 0.4 or not answers else changed(rng, rng.choice(answers))
        probability = rng.choice([0, 0.25, 0.5, 1]) if rng.random() < 0.5 else rng.random()
        questions.append({"prediction": prediction, "answers": answers, "noAnswerProbability": probability})
    threshold = rng.choice([1, 0.5, 0.3])
    examples = [Example(i, question["answers"]) for i, question in enumerate(questions)]
    predictions = {str(i): question["prediction"] for i, question in enumerate(questions)}
    probabilities = {str(i): question["noAnswerProbability"] for i, question in enumerate(questions)}
    v2 = squad.squad_evaluate(examples, predictions, probabilities, threshold)
    answered = [question for question in questions if question["answers"]]
    case = {"questions": questions, "threshold": threshold, "v2": {key: float(value) for key, value in v2.items()}}
    if answered:
        case["v1"] = [
            100 * sum(max(score(gold, question["prediction"]) for gold in question["answers"]) for question in answered)
            / len(answered) for score in (squad.compute_exact, f1_of_v1)]
    return case


def f1_of_v1(gold, prediction):
    """As the script of 1.1 has it: nothing shared is 0, also where there is nothing to share."""
    return squad.compute_f1(gold, prediction) if squad.get_tokens(gold) else 0


if __name__ == "__main__":
    main("answers", 240, make)
