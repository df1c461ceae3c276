# SPDX-License-Identifier: Apache-2.0
"""Values of published packages on public-domain prose and on dialogues of the bundled domains; see scripts/reference-values.

Fixtures/dialogues.jsonl holds dialogues of the agenda user with the scripted agents (100 training scenarios, seed 31); it is read, not written.
"""
import itertools
import json
import random
from importlib.metadata import version
from pathlib import Path

import numpy as np
import reference_population
import reference_survival
from lexicalrichness import LexicalRichness
from nltk.metrics.agreement import AnnotationTask
from nltk.util import ngrams
from sacrebleu.metrics import CHRF
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

TESTS = Path(__file__).resolve().parent.parent / "Tests"
REWARDS = TESTS / "HoldfastRewardsTests" / "Fixtures"
ANALYSIS = TESTS / "HoldfastAnalysisTests" / "Fixtures"

# Out of copyright: Carroll 1865, Austen 1813, Melville 1851, Lincoln 1863, a nursery rhyme, Goethe 1782.
PROSE = {
    "alice": [
        "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do:",
        "once or twice she had peeped into the book her sister was reading, but it had no pictures or conversations in it,",
        "'and what is the use of a book,' thought Alice 'without pictures or conversation?'",
        "So she was considering in her own mind (as well as she could, for the hot day made her feel very sleepy and stupid),",
        "whether the pleasure of making a daisy-chain would be worth the trouble of getting up and picking the daisies,",
        "when suddenly a White Rabbit with pink eyes ran close by her.",
    ],
    "pride": [
        "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.",
        "However little known the feelings or views of such a man may be on his first entering a neighbourhood, this truth is so well fixed "
        "in the minds of the surrounding families, that he is considered the rightful property of some one or other of their daughters.",
        "“My dear Mr. Bennet,” said his lady to him one day, “have you heard that Netherfield Park is let at last?”",
        "Mr. Bennet replied that he had not.",
        "“But it is,” returned she; “for Mrs. Long has just been here, and she told me all about it.”",
        "Mr. Bennet made no answer.",
        "“Do you not want to know who has taken it?” cried his wife impatiently.",
        "“You want to tell me, and I have no objection to hearing it.”",
        "This was invitation enough.",
    ],
    "loomings": [
        "Call me Ishmael.",
        "Some years ago—never mind how long precisely—having little or no money in my purse, and nothing particular to interest me on shore, "
        "I thought I would sail about a little and see the watery part of the world.",
        "It is a way I have of driving off the spleen and regulating the circulation.",
        "Whenever I find myself growing grim about the mouth; whenever it is a damp, drizzly November in my soul;",
        "whenever I find myself involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral I meet;",
        "then, I account it high time to get to sea as soon as I can.",
    ],
    "address": [
        "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, and dedicated to the "
        "proposition that all men are created equal.",
        "Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived and so dedicated, can long endure.",
        "We are met on a great battle-field of that war.",
        "We have come to dedicate a portion of that field, as a final resting place for those who here gave their lives that that nation might "
        "live.",
        "It is altogether fitting and proper that we should do this.",
    ],
    "house": [
        "This is the house that Jack built.",
        "This is the malt that lay in the house that Jack built.",
        "This is the rat, that ate the malt that lay in the house that Jack built.",
        "This is the cat, that killed the rat, that ate the malt that lay in the house that Jack built.",
        "This is the dog, that worried the cat, that killed the rat, that ate the malt that lay in the house that Jack built.",
    ],
    "erlkoenig": [
        "Wer reitet so spät durch Nacht und Wind?",
        "Es ist der Vater mit seinem Kind;",
        "Er hat den Knaben wohl in dem Arm,",
        "Er faßt ihn sicher, er hält ihn warm.",
        "Mein Sohn, was birgst du so bang dein Gesicht?",
        "Siehst, Vater, du den Erlkönig nicht?",
        "Den Erlenkönig mit Kron und Schweif?",
        "Mein Sohn, es ist ein Nebelstreif.",
    ],
}
# Too short for some measures, or at the edge of what they take.
EDGES = {
    "nothing": [],
    "no words": ["...", ""],
    "one word": ["yes"],
    "one word twice": ["yes", "yes"],
    "repetition within a line": ["no no no no no no no no", "I want I want I want to go"],
    "forty-two words": [" ".join(f"w{i % 17}" for i in range(42))],
    "fifty distinct words": [" ".join(f"w{i}" for i in range(50))],
    "one word a hundred times": ["again " * 100],
}


def words_of(line):
    """Runs of letters, digits and apostrophes, in lower case."""
    words, word = [], ""
    for character in line + " ":
        if character.isalpha() or character.isnumeric() or character == "'":
            word += character
        elif word:
            words.append(word.lower())
            word = ""
    return words


def lexical(name, lines):
    tokens = [words_of(line) for line in lines]
    running = [word for line in tokens for word in line]
    text = LexicalRichness(running, preprocessor=None, tokenizer=lambda words: words)

    def grams(size):
        return [list(ngrams(line, size)) for line in tokens]

    def distinct(size):
        every = [gram for line in grams(size) for gram in line]
        return len(set(every)) / len(every) if every else None

    said, flags = set(), []
    for line in grams(4):
        if line:
            flags.append(2 * sum(gram in said for gram in line) > len(line))
            said.update(line)
    thirds = grams(3)
    total = sum(map(len, thirds))
    return {
        "name": name,
        "lines": lines,
        "words": tokens,
        "distinct": [distinct(size) for size in (1, 2, 3)],
        "mattr": text.mattr(window_size=50) if len(running) >= 50 else None,
        "mattr10": text.mattr(window_size=10) if len(running) >= 10 else None,
        "hdd": float(text.hdd(draws=42)) if len(running) >= 42 else None,
        "mtld": text.mtld(threshold=0.72) if len(running) >= 50 else None,
        "yulesK": float(text.yulek) if len(running) >= 2 else None,
        "selfRepetition": sum(flags) / len(flags) if len(flags) >= 2 else None,
        "lineRepetition": sum(len(line) - len(set(line)) for line in thirds) / total if total else None,
    }


def dialogues():
    with open(REWARDS / "dialogues.jsonl", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def user_lines(dialogue):
    return [turn["text"] for turn in dialogue["turns"] if turn["seat"] == "user"]


def lexical_values():
    spoken = [user_lines(dialogue) for dialogue in dialogues()]
    texts = dict(PROSE) | dict(EDGES)
    texts["all prose"] = [line for lines in PROSE.values() for line in lines]
    for place in range(0, 40, 4):
        texts[f"dialogue {place}"] = spoken[place]
    for start in range(0, 60, 20):
        texts[f"dialogues {start} to {start + 20}"] = [line for lines in spoken[start : start + 20] for line in lines]
    return [lexical(name, lines) for name, lines in texts.items()]


def chrf_values():
    metric = CHRF()
    lines = [line for text in PROSE.values() for line in text] + [line for dialogue in dialogues()[:12] for line in user_lines(dialogue)]
    chosen = random.Random(5)
    pairs = [(chosen.choice(lines), chosen.choice(lines)) for _ in range(120)]
    # Near copies: words dropped, swapped, or changed in case.
    for line in chosen.sample(lines, 40):
        words = line.split()
        chosen.shuffle(words)
        pairs += [(" ".join(words), line), (line[: len(line) // 2], line), (line, line.lower())]
    pairs += [
        ("", ""), ("", "a"), ("a", ""), ("a", "a"), ("a", "b"), ("ab", "a"), ("abc", "abcdefgh"), (" a b ", "ab"), ("\u00a0x\u2003y\tz", "xyz"),
        ("\x1cx\x1fy", "xy"), ("e\u0301", "\u00e9"), ("👍🏽 yes", "yes 👍🏽"), ("aaaaaaaaaa", "aaa"), ("abcabcabc", "abc"),
    ]
    return [{"hypothesis": h, "reference": r, "score": metric.sentence_score(h, [r]).score / 100} for h, r in pairs]


def wilson_values():
    values = []
    for hits, count in [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (45, 50), (270, 300), (1, 1000), (500, 1000)]:
        for level in (0.9, 0.95, 0.99):
            interval = binomtest(hits, count).proportion_ci(level, method="wilson")
            other = proportion_confint(hits, count, alpha=1 - level, method="wilson")
            assert np.allclose([interval.low, interval.high], other, atol=1e-9), (hits, count)
            values.append({"hits": hits, "count": count, "level": level, "low": interval.low, "high": interval.high})
    return values


def cohen_values():
    chosen = random.Random(6)
    values = []
    for count, categories, agreement in [(12, 2, 0.9), (50, 2, 0.7), (200, 3, 0.8), (80, 4, 0.2), (60, 5, 0.5), (300, 2, 0.97), (30, 3, 0.0)]:
        first = [chosen.randrange(categories) for _ in range(count)]
        second = [x if chosen.random() < agreement else chosen.randrange(categories) for x in first]
        table = np.zeros((categories, categories))
        for pair in zip(first, second):
            table[pair] += 1
        result = cohens_kappa(table)
        kappa = cohen_kappa_score(first, second)
        task = AnnotationTask(data=[(rater, item, label) for rater, labels in (("a", first), ("b", second)) for item, label in enumerate(labels)])
        assert abs(kappa - result.kappa) < 1e-12 and abs(kappa - task.kappa()) < 1e-12
        values.append({"first": first, "second": second, "kappa": float(kappa), "standardError": float(result.std_kappa)})
    return values


def fleiss_values():
    chosen = random.Random(7)
    values = []
    for items, raters, categories in [(10, 2, 2), (10, 14, 5), (40, 3, 2), (25, 5, 3), (100, 3, 4)]:
        table = []
        for _ in range(items):
            habit = chosen.randrange(categories)
            row = [0] * categories
            for _ in range(raters):
                row[habit if chosen.random() < 0.6 else chosen.randrange(categories)] += 1
            table.append(row)
        values.append({"counts": table, "kappa": float(fleiss_kappa(np.array(table)))})
    return values


def corrected_values():
    """The delta method with derivatives taken numerically (by complex steps), apart from the formula that is tested."""

    def theta(p, s1, s0):
        return (p + s0 - 1) / (s0 + s1 - 1)

    values = []
    for passes, n, (hits, n1), (rejected, n0) in itertools.product(
        [60, 85], [100], [(27, 30), (95, 100), (300, 300)], [(20, 30), (70, 100), (290, 300)]
    ):
        point = [passes / n, hits / n1, rejected / n0]
        sizes = [n, n1, n0]
        variance = 0.0
        for place in range(3):
            stepped = [complex(x, 1e-20 if index == place else 0) for index, x in enumerate(point)]
            slope = theta(*stepped).imag / 1e-20
            variance += slope**2 * point[place] * (1 - point[place]) / sizes[place]
        values.append({
            "passes": passes, "judged": n, "hits": hits, "passing": n1, "rejected": rejected, "failing": n0,
            "theta": theta(*point), "standardError": variance**0.5,
        })
    return values


def write(path, names, **values):
    path.parent.mkdir(exist_ok=True)
    values["versions"] = {name: version(name) for name in names}
    path.write_text(json.dumps(values, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.relative_to(TESTS.parent)}: {path.stat().st_size} bytes")


write(REWARDS / "lexical.json", ["lexicalrichness", "nltk"], texts=lexical_values())
write(REWARDS / "chrf.json", ["sacrebleu"], pairs=chrf_values())
write(
    ANALYSIS / "agreement.json", ["scipy", "statsmodels", "scikit-learn", "nltk", "numpy"], wilson=wilson_values(), cohen=cohen_values(),
    fleiss=fleiss_values(), corrected=corrected_values())
trends, trend_lines = reference_survival.trend_values()
write(
    ANALYSIS / "survival.json", ["lifelines", "statsmodels", "scipy", "numpy"], sets=reference_survival.survival_values(),
    chiSquared=reference_survival.chi_squared_values())
write(
    ANALYSIS / "fits.json", ["statsmodels", "scipy", "numpy"], saturating=reference_survival.fit_values(), trends=trends,
    dialogues=trend_lines)
reference_survival.with_r(ANALYSIS)
write(ANALYSIS / "population.json", ["scipy", "statsmodels", "scikit-learn", "numpy"], **reference_population.values())
