"""Writes oracle.json: reference values by other means than src/stats uses. Run: python __tests__/stats/oracle.py (scipy, statsmodels).

Clopper-Pearson, Wilson, Jeffreys: statsmodels. Beta, binomial, normal: scipy. McNemar: scipy's binomial test. Tango: the constrained
maximum of the trinomial likelihood by numerical search, not the closed form. Kappa: statsmodels. xoshiro128**: plain Python integers.
"""

import json
import math
import pathlib
import random

from scipy import optimize, stats
from scipy.special import betainc, betaincinv
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.multitest import multipletests

random.seed(20261121)


def proportions():
    for _ in range(40):
        n = random.choice([1, 2, 7, 15, 50, 149, 400, 1000, 12345, 100000])
        k = random.choice([0, n, random.randint(0, n), max(0, n - random.randint(0, 5))])
        wilson = proportion_confint(k, n, method="wilson")
        exact = proportion_confint(k, n, method="beta")
        one = (
            0.0 if k == 0 else betaincinv(k, n - k + 1, 0.05),
            1.0 if k == n else betaincinv(k + 1, n - k, 0.95),
        )
        yield {"k": k, "n": n, "wilson": wilson, "exact": exact, "one_sided": one}


def constrained(b, c, n, delta):
    """q = P(improve) that maximises b log(q + delta) + c log q + (n-b-c) log(1 - 2q - delta)."""
    low, high = max(0.0, -delta), (1.0 - delta) / 2.0

    def score(q):
        d = 0.0
        if b:
            d += b / (q + delta)
        if c:
            d += c / q
        if n - b - c:
            d -= 2.0 * (n - b - c) / (1.0 - 2.0 * q - delta)
        return d

    eps = 1e-14
    if score(low + eps) <= 0:
        return low
    if score(high - eps) >= 0:
        return high
    return optimize.brentq(score, low + eps, high - eps, xtol=1e-15, rtol=1e-15)


def tango(b, c, n, z):
    def statistic(delta):
        q = constrained(b, c, n, delta)
        variance = n * (2.0 * q + delta * (1.0 - delta))
        return (b - c - n * delta) / math.sqrt(variance)

    point = (b - c) / n
    upper = optimize.brentq(lambda d: statistic(d) + z, point + 1e-9, 1.0 - 1e-9, xtol=1e-13)
    lower = optimize.brentq(lambda d: statistic(d) - z, -1.0 + 1e-9, point - 1e-9, xtol=1e-13)
    return lower, upper


def tangos():
    z = stats.norm.ppf(0.95)
    for b, c, n in [(2, 1, 100), (5, 5, 200), (12, 9, 212), (1, 0, 50), (0, 3, 80), (9, 0, 400), (40, 13, 333), (3, 2, 6), (7, 7, 14)]:
        yield {"b": b, "c": c, "n": n, "bounds": tango(b, c, n, z)}


def mcnemars():
    for b, c in [(0, 1), (3, 0), (4, 2), (9, 1), (30, 17), (500, 431), (2500, 2400)]:
        exact = stats.binomtest(max(b, c), b + c, 0.5).pvalue
        one = stats.binom.sf(b - 1, b + c, 0.5)
        mid = one - 0.5 * stats.binom.pmf(b, b + c, 0.5)
        yield {"b": b, "c": c, "exact": exact, "one_sided": one, "one_sided_mid_p": mid}


def power(n, regress, improve):
    total = 0.0
    churn = regress + improve
    for d in range(1, n + 1):
        mass = stats.binom.pmf(d, n, churn)
        for b in range(d + 1):
            mid = stats.binom.sf(b - 1, d, 0.5) - 0.5 * stats.binom.pmf(b, d, 0.5)
            if mid <= 0.05:
                total += mass * stats.binom.sf(b - 1, d, regress / churn)
                break
    return total


def xoshiro(seed, count):
    mask = 0xFFFFFFFF

    def rotl(x, k):
        return ((x << k) | (x >> (32 - k))) & mask

    state = []
    mixer = seed & mask
    for _ in range(4):
        mixer = (mixer + 0x9E3779B9) & mask
        z = mixer
        z = ((z ^ (z >> 16)) * 0x85EBCA6B) & mask
        z = ((z ^ (z >> 13)) * 0xC2B2AE35) & mask
        state.append(z ^ (z >> 16))

    def word():
        result = (rotl((state[1] * 5) & mask, 7) * 9) & mask
        t = (state[1] << 9) & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= t
        state[3] = rotl(state[3], 11)
        return result

    return [((word() >> 5) * 67108864 + (word() >> 6)) / 9007199254740992 for _ in range(count)]


def betas():
    for a, b in [(0.5, 0.5), (1, 3), (2.5, 40), (399, 2), (7, 1000.25), (50000, 50001), (99999, 2)]:
        for x in [1e-6, 0.01, 0.3, a / (a + b), 0.9, 0.99999]:
            yield {"a": a, "b": b, "x": x, "value": float(betainc(a, b, x))}


def kappas():
    for k in (2, 3, 5):
        table = [[random.randint(0, 20) for _ in range(k)] for _ in range(k)]
        quadratic = cohens_kappa(table, wt="quadratic").kappa
        yield {"table": table, "plain": cohens_kappa(table).kappa, "quadratic": quadratic}


def fleiss():
    units = [[0, 0, 0] for _ in range(20)]
    for row in units:
        for _ in range(4):
            row[random.randint(0, 2)] += 1
    return {"units": units, "value": fleiss_kappa(units)}


def corrections():
    for _ in range(6):
        p = sorted(round(random.random() ** 3, 4) for _ in range(7))
        random.shuffle(p)
        rejected = {name: [bool(x) for x in multipletests(p, 0.05, method=method)[0]] for name, method in [("holm", "holm"), ("bh", "fdr_bh")]}
        yield {"p": p, **rejected}


document = {
    "made_with": {"scipy": __import__("scipy").__version__, "statsmodels": __import__("statsmodels").__version__},
    "proportion": list(proportions()),
    "tango": list(tangos()),
    "mcnemar": list(mcnemars()),
    "power": [{"n": n, "regress": r, "improve": i, "value": power(n, r, i)} for n, r, i in [(12, 0.1, 0.05), (50, 0.15, 0.05), (200, 0.05, 0.02), (400, 0.03, 0.01)]],
    "beta": list(betas()),
    "normal": [{"p": p, "z": float(stats.norm.ppf(p))} for p in [1e-12, 1e-5, 0.001, 0.025, 0.3, 0.5, 0.8, 0.95, 0.975, 0.999999]],
    "student": [{"p": p, "freedom": f, "t": float(stats.t.ppf(p, f))} for p in (0.6, 0.95, 0.975, 0.999) for f in (1, 2, 9, 39, 99999)],
    "kappa": list(kappas()),
    "fleiss": fleiss(),
    "multiplicity": list(corrections()),
    "xoshiro": [{"seed": seed, "draws": xoshiro(seed, 5)} for seed in (0, 1, 2026, 0xFFFFFFFF)],
}
pathlib.Path(__file__).with_name("oracle.json").write_text(json.dumps(document, indent=1, default=float) + "\n")
