# SPDX-License-Identifier: Apache-2.0
"""Values of scipy, statsmodels and scikit-learn for the statistics of personas and populations; called by reference_values.py."""
import itertools
import random

import numpy as np
from scipy import stats
from scipy.spatial.distance import cdist, jensenshannon, pdist
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score
from sklearn.metrics.cluster import expected_mutual_information
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.multitest import multipletests


def variance_values():
    chosen = np.random.default_rng(11)
    values = []
    for sizes, between, within in [
        ([4, 4, 4, 4, 4], 1.0, 1.0), ([2, 3, 5, 8, 1, 1, 4], 2.0, 0.5), ([8] * 30, 0.3, 1.0), ([1, 1, 1, 2], 1.0, 1.0), ([3, 6] * 10, 0.0, 2.0),
        ([2] * 40, 3.0, 0.1),
    ]:
        groups = [list(chosen.normal(chosen.normal(0, between), within, size) + 5) for size in sizes]
        rows = [(place, value) for place, group in enumerate(groups) for value in group]
        table = anova_lm(ols("y ~ C(g)", {"g": [row[0] for row in rows], "y": [row[1] for row in rows]}).fit())
        square_between, square_within = table["mean_sq"]
        statistic, probability = table["F"].iloc[0], table["PR(>F)"].iloc[0]
        other = stats.f_oneway(*groups)
        assert np.isclose(other.statistic, statistic) and np.isclose(other.pvalue, probability)
        count, k = len(rows), len(groups)
        size = (count - sum(n * n for n in sizes) / count) / (k - 1)
        above = stats.f.ppf([0.975, 0.025], k - 1, count - k)
        ends = [(statistic / f - 1) / (statistic / f + size - 1) for f in above]
        values.append({
            "groups": groups, "meanSquareBetween": square_between, "meanSquareWithin": square_within, "size": size, "statistic": statistic,
            "probability": probability, "between": max(0, (square_between - square_within) / size),
            "correlation": (square_between - square_within) / (square_between + (size - 1) * square_within), "low": ends[0], "high": ends[1],
        })
    return values


def f_values():
    values = []
    for above, below in [(1, 1), (2, 7), (9, 40), (63, 320), (1000, 9000), (4000, 2)]:
        for x in (0.01, 0.5, 0.97, 1.0, 1.3, 2.5, 30.0):
            values.append({
                "x": x, "above": above, "below": below, "cumulative": stats.f.cdf(x, above, below), "exceeding": stats.f.sf(x, above, below),
                "quantile": stats.f.ppf(0.975, above, below),
            })
    return values


def information_values():
    chosen = np.random.default_rng(12)
    values = []
    for rows, columns, count, tie in [(2, 2, 10, 0.0), (5, 4, 30, 0.5), (20, 6, 120, 0.8), (40, 3, 80, 0.0), (3, 8, 500, 0.2), (10, 10, 10, 1.0)]:
        first = chosen.integers(0, rows, count)
        second = np.where(chosen.random(count) < tie, first % columns, chosen.integers(0, columns, count))
        table = np.zeros((rows, columns))
        np.add.at(table, (first, second), 1)

        def corrected(counts):
            counts = np.ravel(counts)
            return stats.entropy(counts) + (np.count_nonzero(counts) - 1) / (2 * counts.sum())

        inner = table[table.sum(1) > 0][:, table.sum(0) > 0]
        values.append({
            "table": table.tolist(), "plugIn": mutual_info_score(first, second),
            "millerMadow": corrected(table.sum(1)) + corrected(table.sum(0)) - corrected(table),
            "expected": expected_mutual_information(inner.astype(np.int64), int(count)),
            "columnEntropy": stats.entropy(table.sum(0)), "columnEntropyMillerMadow": corrected(table.sum(0)),
        })
    return values


def distance_values():
    chosen = np.random.default_rng(13)
    values = []
    for size in (2, 3, 5, 12, 40):
        for sparse in (False, True):
            first, second = chosen.integers(0, 30, size).astype(float), chosen.integers(0, 50, size).astype(float)
            if sparse:
                first[chosen.random(size) < 0.5] = 0
            first[0] += 1
            second[-1] += 1
            p, q = first / first.sum(), second / second.sum()
            positions = np.cumsum(chosen.random(size) + 0.1)
            values.append({
                "first": first.tolist(), "second": second.tolist(), "positions": positions.tolist(),
                "totalVariation": np.abs(p - q).sum() / 2, "jensenShannon": jensenshannon(p, q, base=2) ** 2,
                "dice": 2 * np.minimum(first, second).sum() / (first.sum() + second.sum()),
                "wasserstein": stats.wasserstein_distance(range(size), range(size), first, second),
                "wassersteinPositions": stats.wasserstein_distance(positions, positions, first, second),
                "fromUniform": stats.entropy(p, np.full(size, 1 / size)),
            })
    return values


def joint_values():
    chosen = np.random.default_rng(14)
    values = []
    for rows, columns in [(2, 2), (3, 5), (6, 4)]:
        simulated, reference = chosen.integers(0, 20, (rows, columns)).astype(float), chosen.integers(1, 90, (rows, columns)).astype(float)
        p, q = simulated / simulated.sum(), reference / reference.sum()

        def information(table):
            return stats.entropy(table.sum(1)) + stats.entropy(table.sum(0)) - stats.entropy(np.ravel(table))

        values.append({
            "simulated": simulated.tolist(), "reference": reference.tolist(), "totalVariation": np.abs(p - q).sum() / 2,
            "totalAbsolute": np.abs(p * reference.sum() - reference).sum(), "rootMeanSquare": np.sqrt(((p - q) ** 2).mean()),
            "informationDifference": abs(information(p) - information(q)),
        })
    return values


def multiple_values():
    chosen = np.random.default_rng(15)
    values = []
    for size in (1, 3, 10, 40):
        probabilities = np.round(chosen.random(size) ** 3, 3 if size == 40 else 9)
        values.append({
            "probabilities": probabilities.tolist(), "holm": multipletests(probabilities, method="holm")[1].tolist(),
            "benjaminiHochberg": multipletests(probabilities, method="fdr_bh")[1].tolist(),
        })
    return values


def logistic_values():
    chosen = np.random.default_rng(16)
    values = []
    for count, width, shift, strength in [(20, 2, 1.0, 1.0), (60, 5, 0.3, 1.0), (40, 3, 0.0, 0.1), (30, 2, 20.0, 1.0), (50, 4, 1.0, 100.0)]:
        labels = np.arange(count) % 2
        features = chosen.normal(0, 1, (count, width)) + shift * labels[:, None] * chosen.normal(0, 1, width)
        model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(features, labels)
        values.append({
            "features": features.tolist(), "labels": [bool(label) for label in labels], "strength": strength,
            "coefficients": model.coef_[0].tolist(), "intercept": float(model.intercept_[0]),
            "probabilities": model.predict_proba(features)[:, 1].tolist(),
        })
    return values


def coverage_values():
    chosen = np.random.default_rng(17)
    values = []
    for count, axes in [(5, 1), (30, 2), (60, 4), (12, 6)]:
        points = chosen.random((count, axes))
        probes = stats.qmc.Halton(axes, scramble=False).random(257)[1:]
        near = cdist(probes, points).min(1)
        radius = 0.1 * axes**0.5
        values.append({
            "points": points.tolist(), "probes": len(probes), "lastProbe": probes[-1].tolist(), "radius": radius,
            "coverage": float((near <= radius).mean()), "dispersion": float(near.max()), "meanDistance": float(pdist(points).mean()),
            "smallestDistance": float(pdist(points).min()),
        })
    return values


def binomial_values():
    values = []
    for hits, count in itertools.chain([(0, 5), (5, 5), (1, 3)], ((random.Random(n).randrange(n), n) for n in (7, 60, 1000))):
        interval = stats.binomtest(hits, count).proportion_ci(0.95, method="exact")
        values.append({"hits": hits, "count": count, "low": interval.low, "high": interval.high})
    return values


def values():
    return {
        "variance": variance_values(), "f": f_values(), "information": information_values(), "distances": distance_values(),
        "joint": joint_values(), "multiple": multiple_values(), "logistic": logistic_values(), "coverage": coverage_values(),
        "binomial": binomial_values(),
    }
