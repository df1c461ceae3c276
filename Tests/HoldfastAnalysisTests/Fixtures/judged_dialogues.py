# SPDX-License-Identifier: Apache-2.0
"""Makes files of judged dialogues and scores them, independently of the Swift code.

    judged_dialogues.py FOLDER COUNT    writes files 0.json, 1.json, ... of random dialogues, and prints their expected reports as a JSON list
"""
import ast
import json
import random
import re
import sys

VERDICTS = [
    "It fits the persona. NO", "It contradicts the persona. YES", "YES", "NO.", "", "   \n", "I cannot judge this line.", "Answer YES or NO: NO",
    "The line is neutral", "Yes.", "no", "NO, although YES was close. YES", "Quote: \"YES\" \u2013 \ud83d\ude80", "**NO**",
]
LINES = ["I like tea.", "Where were you?", "\u2026", "?!", "", "I was in Rome: twice.", "\u00bfQu\u00e9?", "say \"hi\" [1, 2] {x}", "\U0001f600"]


def index_reply(rng, count):
    numbers = [rng.randrange(-1, count + 2) for _ in range(rng.choice([0, 0, 1, 2, 3, 5]))]
    forms = [
        lambda: "No conflict. []", lambda: f"Conflicts: {numbers}", lambda: f"Conflicts: {[str(n) for n in numbers]}", lambda: "[None]",
        lambda: "[1, 3", lambda: "", lambda: "none of them", lambda: f"[line {count}] then {numbers}", lambda: f"[\n{numbers}", lambda: "[01]",
        lambda: f"{numbers} and [0, 1]", lambda: f"{numbers}".replace("]", ",]") if numbers else "[]", lambda: "[0, None, 1]",
    ]
    return rng.choice(forms)()


def make(seed, path):
    rng = random.Random(seed)
    dialogues = []
    for _ in range(rng.randrange(1, 6)):
        count = rng.randrange(1, 13)
        task = rng.choice(["Chatting", "Education", "Therapy"])
        opener = rng.choice([1, 2])
        agents = [1, 2] if task == "Chatting" else [2]
        speaker = lambda n: opener if n % 2 == 0 else 3 - opener
        names = {1: "Ana", 2: "Student"}
        dialogue = {
            "task_name": task, "P1": "I am Ana. I like tea." if 1 in agents else "", "P2": "You are Student.\nYou dislike tea.", "pturn": opener,
            "conversation": [[n, f"{names[speaker(n)]}: {rng.choice(LINES)}\n"] for n in range(count)], "conversation_only": True,
        }
        if rng.random() < 0.5:
            dialogue["topic"] = "rivers"
        if rng.random() < 0.9:
            dialogue["eval_prompt_consistency"] = [[n, rng.choice(VERDICTS)] for n in range(count) if speaker(n) in agents]
        if rng.random() < 0.9:
            dialogue["eval_index_consistency"] = [[n, index_reply(rng, count)] for n in range(2, count) if speaker(n) in agents]
        if rng.random() < 0.3:
            dialogue["eval_survey_consistency"] = [
                [dialogue["conversation"][n][1], rng.randrange(6), [], []] for n in range(count) if speaker(n) in agents]
        for agent in agents:
            theirs = theirs_of(dialogue, agent)
            for kind, value in theirs.items():
                stored = value if rng.random() < 0.8 else rng.random()
                if value is not None and rng.random() < 0.9:
                    dialogue[f"P{agent}_{kind}_consistency_score"] = stored
        dialogues.append(dialogue)
    with open(path, "w") as file:
        json.dump(dialogues, file, indent=4)


def speaker_of(dialogue, number):
    return dialogue["pturn"] if number % 2 == 0 else 3 - dialogue["pturn"]


def python_list(text):
    """Read as their code reads it, without evaluating anything."""
    try:
        values = ast.literal_eval(text)
        if values and isinstance(values[0], str):
            values = [int(value) for value in values]
        return values
    except (SyntaxError, ValueError):
        return None


def entries(dialogue, kind, agent):
    return [entry for entry in dialogue.get(f"eval_{kind}_consistency", []) if speaker_of(dialogue, entry[0]) == agent]


def own_surveys(dialogue, agent):
    """Surveys are in the order of their lines and hold texts."""
    own, start = [], 0
    for entry in dialogue.get("eval_survey_consistency", []):
        texts = [text for _, text in dialogue["conversation"]]
        place = texts.index(entry[0], start)
        start = place + 1
        if speaker_of(dialogue, place) == agent:
            own.append(entry[1])
    return own


def theirs_of(dialogue, agent):
    prompts, indices, surveys = entries(dialogue, "prompt", agent), entries(dialogue, "index", agent), own_surveys(dialogue, agent)
    counted = possible = 0
    for number, reply in indices:
        match = re.search(r"\[.*?\]", reply)
        listed = (python_list(match.group()) if match else None) or []
        counted += sum(1 for j in listed if j is not None and j % 2 == agent - 1)
        possible += number // 2 if agent == 1 else (number - 1) // 2
    return {
        "prompt": sum("YES" not in reply for _, reply in prompts) / len(prompts) if prompts else None,
        "index": 1 - counted / possible if possible else None,
        "survey": sum(surveys) / len(surveys) if surveys else None,
    }


def decide(reply):
    """1 consistent, 0 not, None undecided."""
    words = re.findall(r"\w+", reply.replace("YES or NO", " "))
    capitals = [word for word in words if word in ("YES", "NO")]
    if not words:
        return None
    if len(set(capitals)) == 1:
        return capitals[0] == "NO"
    if not capitals and "cannot" in reply:
        return None
    for word in (words[-1], words[0]):
        word = word if capitals else word.upper()
        if word in ("YES", "NO"):
            return word == "NO"
    return None


def any_list(reply):
    for start in [match.start() for match in re.finditer(r"\[", reply)]:
        end = reply.find("]", start)
        if end < 0:
            return None
        values = python_list(reply[start:end + 1])
        if values is not None:
            return values
    return None


def wordless(text):
    while re.match(r"\s*(Ana|Student) *:", text):
        text = text.split(":", 1)[1]
    return not any(character.isalnum() for character in text)


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values) if values else None


def score(path):
    dialogues = json.load(open(path))
    groups = {}
    for number, dialogue in enumerate(dialogues):
        for agent in (1, 2):
            if any([entries(dialogue, "prompt", agent), entries(dialogue, "index", agent), own_surveys(dialogue, agent)]):
                groups.setdefault((dialogue["task_name"], agent), []).append((number, dialogue))
    return [report(task, agent, groups[task, agent]) for task, agent in sorted(groups)]


def report(task, agent, members):
    result = {"task": task, "speaker": agent, "dialogues": len(members)}
    for kind, name in [("prompt", "theirPromptToLine"), ("index", "theirLineToLine"), ("survey", "theirSurvey")]:
        pairs = [(n, theirs_of(d, agent)[kind], d.get(f"P{agent}_{kind}_consistency_score")) for n, d in members]
        result[name] = {
            "computed": mean([computed for _, computed, _ in pairs]),
            "stored": mean([stored for _, computed, stored in pairs if computed is not None]),
            "differing": [n for n, a, b in pairs if a is not None and b is not None and abs(a - b) > 1e-9],
        }
    shares, strict, minimum, pair = [], [], [], []
    lines = passed = failed = undecided = blank = blank_consistent = compared = conflicting = unlisted = outside = partners = repeated = 0
    fifths = [[] for _ in range(5)]
    for _, dialogue in members:
        own = [n for n, _ in dialogue["conversation"] if speaker_of(dialogue, n) == agent]
        lines += len(own)
        verdicts = [(n, decide(reply), reply) for n, reply in entries(dialogue, "prompt", agent)]
        decided = [verdict for _, verdict, _ in verdicts if verdict is not None]
        shares.append(sum(decided) / len(decided) if decided else None)
        strict.append(sum(decided) / len(verdicts) if verdicts else None)
        passed += sum(decided)
        failed += len(decided) - sum(decided)
        undecided += len(verdicts) - len(decided)
        for n, verdict, reply in verdicts:
            if wordless(dialogue["conversation"][n][1]):
                blank += 1
                blank_consistent += "YES" not in reply
            if verdict is not None:
                fifths[5 * own.index(n) // len(own)].append(not verdict)
        clean, possible, flagged = [], 0, 0
        for n, reply in entries(dialogue, "index", agent):
            compared += 1
            listed = any_list(reply)
            if listed is None:
                unlisted += 1
                continue
            kept = set()
            for j in listed:
                if j is None:
                    continue
                if not 0 <= j < n:
                    outside += 1
                elif speaker_of(dialogue, j) != agent:
                    partners += 1
                elif j in kept:
                    repeated += 1
                else:
                    kept.add(j)
            conflicting += bool(kept)
            if own.index(n) > 0:
                clean.append(not kept)
                possible += own.index(n)
                flagged += len(kept)
        minimum.append(sum(clean) / len(clean) if clean else None)
        pair.append(1 - flagged / possible if possible else None)
    result.update(
        lines=lines, promptToLine=mean(shares), promptToLineAbstentionFailing=mean(strict), passed=passed, failed=failed, undecided=undecided,
        wordless=blank, wordlessConsistent=blank_consistent, lineToLineMin=mean(minimum), lineToLinePair=mean(pair), compared=compared,
        conflicting=conflicting, unlisted=unlisted, outOfRange=outside, partners=partners, repeated=repeated,
        fifths=[{"lines": len(fifth), "rate": mean(fifth)} for fifth in fifths])
    return result


if __name__ == "__main__":
    paths = [f"{sys.argv[1]}/{seed}.json" for seed in range(int(sys.argv[2]))]
    for seed, path in enumerate(paths):
        make(seed, path)
    print(json.dumps([score(path) for path in paths]))
