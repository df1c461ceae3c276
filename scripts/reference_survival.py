# SPDX-License-Identifier: Apache-2.0
"""Reference values of survival and drift statistics: lifelines, statsmodels and scipy; R's survival where R is there. See scripts/reference-values."""
import csv
import random
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from lifelines import KaplanMeierFitter, NelsonAalenFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from scipy.optimize import curve_fit, least_squares
from scipy.stats import chi2, linregress
from statsmodels.duration.survfunc import survdiff

# Weeks in remission of two groups of leukaemia patients, a minus for those who left in remission: Freireich et al. 1963, in many textbooks.
REMISSION = [
    [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35],
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
]


def item(time, event, group=0, stratum=0, cluster=0):
    return {"time": time, "event": event, "group": group, "stratum": stratum, "cluster": cluster}


def turns(seed, clusters, groups, strata, hazards, limit, tied=True):
    """Components of dialogues: each cluster has a hazard of its own, each item is in a group, and leaves at a turn of its own."""
    chosen = random.Random(seed)
    items = []
    for cluster in range(clusters):
        frailty = chosen.gammavariate(2, 0.5)
        for group in range(groups):
            for _ in range(chosen.randrange(1, 5)):
                end = chosen.randrange(2, limit + 1)
                time = 1
                while time < end and chosen.random() >= min(0.9, frailty * hazards[group]):
                    time += 1
                event = time < end
                items.append(item(time if tied else time + chosen.random(), event, group, chosen.randrange(strata), cluster))
    return items


SETS = {
    "remission": [item(abs(time), time > 0, group, place % 2, place) for group, times in enumerate(REMISSION) for place, time in enumerate(times)],
    "turns": turns(1, 30, 2, 2, [0.05, 0.15], 12),
    "three groups": turns(2, 25, 3, 3, [0.1, 0.1, 0.25], 20),
    "few ties": turns(3, 20, 2, 2, [0.1, 0.2], 15, tied=False),
    "same pace": turns(4, 40, 2, 1, [0.1, 0.1], 12),
    "all fail at once": [item(1, True, place % 2, 0, place) for place in range(6)] + [item(2, True, 0, 0, 7)],
    "last one fails": [item(time, event, group, 0, time) for time, event, group in [(1, True, 0), (2, False, 1), (3, True, 1), (4, True, 0)]],
    "most censored": [item(1 + place % 9, place in (4, 17), place % 2, 0, place) for place in range(30)],
}


def arrays(items):
    return [np.array([entry[key] for entry in items]) for key in ("time", "event", "group", "stratum", "cluster")]


def curve(items, limit):
    time, event, *_ = arrays(items)
    fitter = KaplanMeierFitter().fit(time, event)
    hazard = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(time, event)
    at = fitter.survival_function_.index[1:] if fitter.survival_function_.index[0] == 0 else fitter.survival_function_.index
    bounds = fitter.confidence_interval_
    return {
        "time": [float(t) for t in at],
        "survival": [float(fitter.survival_function_.loc[t].iloc[0]) for t in at],
        "low": [float(bounds.loc[t].iloc[0]) for t in at],
        "high": [float(bounds.loc[t].iloc[1]) for t in at],
        "hazard": [float(hazard.cumulative_hazard_.loc[t].iloc[0]) for t in at],
        "hazardVariance": [float(hazard._cumulative_sq.loc[t]) for t in at],
        "limit": limit,
        "restrictedMean": float(restricted_mean_survival_time(fitter, t=limit)),
    }


def survival_values():
    values = []
    for name, items in SETS.items():
        time, event, group, stratum, _ = arrays(items)
        limit = 8 if max(time) > 8 else max(time) / 2
        plain = multivariate_logrank_test(time, group, event)
        again = survdiff(time, event.astype(int), group)
        assert abs(plain.test_statistic - again[0]) < 1e-8, name
        strata = survdiff(time, event.astype(int), group, strata=stratum)
        values.append({
            "name": name,
            "items": items,
            "curve": curve(items, limit),
            "logRank": {"chiSquared": float(plain.test_statistic), "p": float(plain.p_value)},
            "stratified": {"chiSquared": float(strata[0]), "p": float(strata[1])},
        })
    return values


def chi_squared_values():
    return [
        {"statistic": x, "degreesOfFreedom": k, "tail": float(chi2.sf(x, k))}
        for k in (1, 2, 3, 5, 10, 40)
        for x in (1e-6, 0.1, 0.9, 1, 3, 3.84, 10, 37, 150)
    ]


def saturating(t, start, level, rate):
    return start + (level - start) * (1 - np.exp(-rate * t))


RATES = (0.01, 7.0)


def fit(name, t, v, weights):
    """The best of many starts, each followed to rounding; its errors by curve_fit from there."""
    t, v, weights = (np.array(x, dtype=float) for x in (t, v, weights))
    root = np.sqrt(weights)
    box = ([0, 0, RATES[0]], [1, 1, RATES[1]])
    found = []
    for rate in np.geomspace(RATES[0] * 1.01, RATES[1] * 0.99, 25):
        for start, level in ((0.1, 0.5), (0.5, 0.1), (0.3, 0.9)):
            found.append(least_squares(
                lambda p: root * (saturating(t, *p) - v), [start, level, rate], bounds=box, xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=5_000,
                x_scale=[0.1, 0.1, 0.5]))
    best = min(found, key=lambda result: result.cost)
    inside = all(low + 1e-6 < x < high - 1e-6 for low, x, high in zip(box[0], best.x, box[1]))
    errors = None
    if inside:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fitted, covariance = curve_fit(saturating, t, v, p0=best.x, sigma=1 / root, bounds=box, xtol=1e-15, ftol=1e-15, gtol=1e-15)
        assert np.allclose(fitted, best.x, rtol=1e-6, atol=1e-8), (name, fitted, best.x)
        errors = np.sqrt(np.diag(covariance)).tolist()
    return {
        "name": name, "t": t.tolist(), "v": v.tolist(), "weights": weights.tolist(), "start": best.x[0], "level": best.x[1], "rate": best.x[2],
        "squares": 2 * best.cost, "inside": inside, "errors": errors,
    }


def fit_values():
    values = []
    chosen = np.random.default_rng(8)
    for start, level, rate, lines in [
        (0.02, 0.3, 0.4, 2000), (0.05, 0.12, 1.2, 4000), (0.3, 0.05, 0.3, 1000), (0.1, 0.6, 0.08, 3000), (0.4, 0.45, 0.5, 400), (0, 0.5, 2.5, 500),
        (0.05, 0.9, 0.15, 200), (0.2, 0.2, 1, 300),
    ]:
        for places in (5, 12, 20):
            t = np.arange(places)
            weights = np.maximum(1, (lines * 0.85**t).astype(int))
            v = chosen.binomial(weights, saturating(t, start, level, rate)) / weights
            values.append(fit(f"{start} to {level} at {rate}, {places} places, {lines} lines", t, v, weights))
    t = np.arange(10)
    values.append(fit("exact", t, saturating(t, 0.1, 0.4, 0.7), np.ones(10)))
    values.append(fit("straight", t, 0.05 + 0.02 * t, np.ones(10)))
    values.append(fit("step", t, np.where(t == 0, 0.1, 0.3) + 0.01 * np.cos(t), np.ones(10)))
    values.append(fit("zeros at first", t, np.array([0, 0, 0, 0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4]), np.ones(10)))
    return values


def trend_values():
    values = []
    chosen = np.random.default_rng(9)
    for places in (2, 5, 12):
        x = np.arange(places)
        weights = chosen.integers(1, 50, places)
        y = chosen.random(places)
        fitted = sm.WLS(y, sm.add_constant(x), weights=weights).fit()
        values.append({"x": x.tolist(), "y": y.tolist(), "weights": weights.tolist(), "intercept": fitted.params[0], "slope": fitted.params[1]})
    # Lines of dialogues: the slope over all lines, and the slope within dialogues (one constant for each).
    lines = []
    for dialogue in range(12):
        level = chosen.random() * 0.5
        for t in range(chosen.integers(1, 9)):
            if chosen.random() < 0.9:
                lines.append((dialogue, t, int(chosen.random() < min(0.95, level + 0.05 * t))))
    dialogue, t, v = (np.array(column) for column in zip(*lines))
    dummies = (dialogue[:, None] == np.unique(dialogue)[None, :]).astype(float)
    within = sm.OLS(v, np.column_stack([t, dummies])).fit()
    return values, {"lines": [list(map(int, line)) for line in lines], "slope": linregress(t, v).slope, "slopeWithin": within.params[0]}


def with_r(folder):
    """R reads the sets from a table and writes its own file; without R the committed one stays."""
    program = shutil.which("Rscript")
    if program is None:
        print("Rscript is not there: survival_r.json stays as it is")
        return
    with tempfile.TemporaryDirectory() as temporary:
        table = Path(temporary) / "sets.csv"
        with open(table, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["set", "limit", "time", "event", "group", "stratum", "cluster"])
            writer.writeheader()
            for name, items in SETS.items():
                limit = 8 if max(entry["time"] for entry in items) > 8 else max(entry["time"] for entry in items) / 2
                for entry in items:
                    writer.writerow({"set": name, "limit": limit} | entry | {"event": int(entry["event"]), "time": repr(entry["time"])})
        subprocess.run([program, str(Path(__file__).with_suffix(".R")), str(table), str(folder / "survival_r.json")], check=True)
