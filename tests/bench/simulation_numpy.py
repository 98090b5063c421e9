"""The simulation of tests/bench/benchmarks.cpp in vectorised NumPy: the same model, read as JSON, the same quantiles.

Prints one JSON line: seconds for drawing and summing up (without reading the model or starting Python), and the median
net cost of the last year, which the C++ program must agree with.
"""
import json
import sys
import time

import numpy as np

LEVELS = [2.5, 10, 25, 50, 75, 90, 97.5]


def simulate(model, replicates, seed):
    random = np.random.default_rng(seed)
    areas, years = len(model["net_cost"]), model["years"]
    column = {key: np.array(model[key])[:, None] for key in (
        "net_cost", "reference_cost", "level", "level_deviation", "persistence", "shock_persistence", "shock", "tail",
        "structure_persistence", "structure_momentum", "structure_shock", "structure_tail")}
    level_factor, shock_factor = np.array(model["level_factor"]), np.array(model["shock_factor"])
    volume = np.cumsum(np.array(model["volume"]), axis=1)
    price_mean = model["price"][0] + model["price"][1] * random.standard_normal(replicates)
    income_mean = model["income"][0] + model["income"][1] * random.standard_normal(replicates)
    level = column["level"] + column["level_deviation"] * (level_factor @ random.standard_normal((areas, replicates)))
    distance = np.log(column["net_cost"] / column["reference_cost"]) - level
    drift = np.zeros((areas, replicates))
    growth = np.zeros((areas, replicates))
    structure = np.zeros((areas, replicates))
    price = np.zeros(replicates)
    income = np.zeros(replicates)
    rest = model["income_base"] - model["result_base"] - column["net_cost"].sum()
    summaries = []

    def summarise(values):
        summaries.append((np.percentile(values, LEVELS, axis=-1), values.mean(axis=-1)))

    zeros = np.zeros(replicates)
    cumulated = np.zeros(replicates)
    for t in range(years):
        price += np.log1p((price_mean + model["price_variation"] * random.standard_normal(replicates)) / 100)
        income += np.log1p((income_mean + model["income_over_price"] * price_mean + model["income_variation"] * random.standard_normal(replicates)) / 100)
        shocks = shock_factor @ random.standard_normal((2 * areas, replicates))
        own, of_structure = shocks[:areas], shocks[areas:]
        own *= np.exp(column["tail"] / 2 * own * own)
        of_structure *= np.exp(column["structure_tail"] / 2 * of_structure * of_structure)
        distance *= column["persistence"]
        drift = column["shock_persistence"] * drift + column["shock"] * own
        growth = column["structure_momentum"] * growth + column["structure_shock"] * of_structure
        structure = column["structure_persistence"] * structure + growth
        reference = np.exp(np.log(column["reference_cost"]) + volume[:, t:t + 1] + price + structure)
        net = reference * np.exp(level + distance + drift)
        saving = zeros  # nobody does anything
        cumulated = cumulated + saving
        net_total, reference_total = net.sum(axis=0), reference.sum(axis=0)
        people = model["population"][t]
        taxes_and_grants = model["income_base"] * people * np.exp(income)
        result = taxes_and_grants - net_total - rest * people * np.exp(price)
        summarise(net)
        summarise(net_total)
        summarise(100 * (net / reference - 1))
        summarise(100 * (net_total / reference_total - 1))
        for values in (taxes_and_grants, result, 100 * result / taxes_and_grants, saving, cumulated, cumulated):
            summarise(values)
    return float(np.median(net_total))


def main():
    model = json.load(open(sys.argv[1]))
    began = time.perf_counter()
    median = simulate(model, model["replicates"], 1)
    print(json.dumps({"seconds": time.perf_counter() - began, "median": median}))


if __name__ == "__main__":
    main()
