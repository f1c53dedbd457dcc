"""Makes packages/evaluator/fixtures/named-tasks.json with EleutherAI's lm-evaluation-harness: what it asks a model about
documents of our own, in the forms of the data sets that it knows.

    pip install lm_eval==0.4.13
    python tools/parity/named_tasks_fixture.py
"""

import json
import tempfile
from pathlib import Path

from lm_eval.api.task import ConfigurableTask
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

TARGET = Path(__file__).resolve().parents[2] / "packages/evaluator/fixtures/named-tasks.json"

ARC = [
    {"id": "a1", "question": "Which of these melts first?", "answerKey": "C",
     "choices": {"text": ["iron", "granite", "ice", "sand"], "label": ["A", "B", "C", "D"]}},
    {"id": "a2", "question": "How many legs has a spider?", "answerKey": "3",
     "choices": {"text": ["2", "4", "8", "1"], "label": ["1", "2", "3", "4"]}},
    {"id": "a3", "question": "What does \"it's hot\" tell of a stove?  ", "answerKey": "A",
     "choices": {"text": ["its temperature", "the cook's \"mood\"", "it's \\ 'new'"], "label": ["A", "B", "C"]}},
]  # fmt: skip

# Name of ours, name there, documents.
TASKS = [
    ("lambada", "lambada_openai", [
        {"text": "She had lost the key, and without it no one would open the old green door"},
        {"text": "\u201cWait,\u201d said the boy. \u201cThat is my hat, and those are my sister's shoes\u201d"},
        {"text": "Two  spaces, and \U0001d54f beyond: caf\u00e9"},
    ]),
    ("hellaswag", "hellaswag", [
        {"ind": 1, "activity_label": "Baking a cake", "ctx_a": "A man breaks eggs into a bowl.", "ctx_b": "he",
         "endings": ["beats them.", "reads a book.", "paints a fence.", "eats the bowl."], "label": "0"},
        {"ind": 2, "activity_label": "Home and Garden", "ctx_a": "[header] How to sow [title] Dig. [step] Take a spade.",
         "ctx_b": "THE soil MUST be dry", "label": "3",
         "endings": ["[substeps] Rake it.", " Wait.  Then sow.", "Sell [the] garden [title] Go.", "Water it [step] daily."]},
        {"ind": 3, "activity_label": "Sailing", "ctx_a": "A boat leaves the harbour.", "ctx_b": "", "label": "2",
         "endings": ["It flies.", "It sings.", "\u00e9lan fills its sails.", "It is a tree."]},
    ]),
    ("piqa", "piqa", [
        {"goal": "To keep bread fresh,", "sol1": "put it in a box.", "sol2": "put it in the rain.", "label": 0},
        {"goal": "How do I open a jar?", "sol1": "Hammer on the glass.", "sol2": "Warm the lid.", "label": 1},
    ]),
    ("winogrande", "winogrande", [
        {"sentence": "Anna thanked Bea because _ had been helped.", "option1": "Anna", "option2": "Bea", "answer": "1"},
        {"sentence": "The box did not fit the shelf, as the _  was too small .", "option1": "box", "option2": "shelf",
         "answer": "2"},
    ]),
    ("arc-easy", "arc_easy", ARC),
    ("arc-challenge", "arc_challenge", ARC),
    ("openbookqa", "openbookqa", [
        {"id": "o1", "question_stem": "A magnet would pull", "answerKey": "B",
         "choices": {"text": ["a leaf", "a nail", "a cup of tea", "a cloud"], "label": ["A", "B", "C", "D"]}},
        {"id": "o2", "question_stem": "Plants need", "answerKey": " D",
         "choices": {"text": ["dust", "noise", "plastic", "light"], "label": ["A", "B", "C", "D"]}},
    ]),
    ("sciq", "sciq", [
        {"question": "What gas do plants take in?", "distractor3": "helium", "distractor1": "neon",
         "distractor2": "argon", "correct_answer": "carbon dioxide",
         "support": "  \n Plants take in carbon dioxide.\nThey give off oxygen. "},
        {"question": "How many moons has Mars?", "distractor3": "3", "distractor1": "0", "distractor2": "1",
         "correct_answer": "2", "support": ""},
    ]),
    ("boolq", "boolq", [
        {"question": "is the sea salty", "passage": "Sea water -- Sea water holds salts.", "label": 1},
        {"question": "can stones swim", "passage": "Stones are heavier than water.\nThey sink.", "label": 0},
    ]),
    ("blimp", "blimp_anaphor_number_agreement", [
        {"sentence_good": "These dogs see themselves.", "sentence_bad": "These dogs see itself.", "UID": "x"},
        {"sentence_good": "The girl hurt herself.", "sentence_bad": "The girl hurt themselves.", "UID": "x"},
    ]),
]  # fmt: skip


def requests_of(manager, name, documents):
    """What the harness asks, document by document: [context, continuation] for each choice, and the right choice."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
        config = load_yaml(manager.task_index[name].yaml_path)
        for key in ("dataset_name", "training_split", "validation_split", "test_split", "tag", "group"):
            config.pop(key, None)
        task = ConfigurableTask(config={
            **config, "dataset_path": "json", "dataset_kwargs": {"data_files": {"test": str(path)}, "cache_dir": folder},
            "test_split": "test",
        })  # fmt: skip
        asked = []
        for document in task.test_docs():
            context = task.fewshot_context(document, num_fewshot=0)
            instances = task.construct_requests(document, context, metadata=(name, 0, 1))
            instances = instances if isinstance(instances, list) else [instances]
            right = task.doc_to_text(document) if task.multiple_input else task.doc_to_target(document)
            asked.append({
                "requests": [list(instance.arguments) for instance in instances],
                **({} if len(instances) == 1 else {"right": int(right)}),
            })  # fmt: skip
        return asked


if __name__ == "__main__":
    manager = TaskManager()
    lines = []
    for ours, theirs, documents in TASKS:
        asked = requests_of(manager, theirs, documents)
        assert len(asked) == len(documents)
        for document, one in zip(documents, asked):
            lines.append(json.dumps({"task": ours, "document": document, **one}, separators=(",", ":")))
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    print(f"{len(lines)} documents, {TARGET.stat().st_size} bytes")
