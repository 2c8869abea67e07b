"""Reads the population, computes it and prints one line of JSON: run.py documented|expert FILE.csv|FILE.db REPEATS.

Importing the libraries and making the rules are not counted; of the repeats the fastest counts for each figure.
"""

import json
import sqlite3
import sys
import time

import numpy
import pandas
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import SimulationBuilder

import model

YEAR = Period((DateUnit.YEAR, Instant((2026, 1, 1)), 1))


def read(path):
    if path.endswith(".csv"):
        return pandas.read_csv(path)
    with sqlite3.connect(path) as book:
        return pandas.read_sql_query("SELECT pid, hid, region, income_fen, med_fen, stage FROM persons ORDER BY pid", book)


def build(rules, data):
    home = data.hid.to_numpy()
    count = int(home[-1]) + 1
    region = numpy.zeros(count, numpy.int64)
    region[home] = data.region.to_numpy()
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("person", data.pid.to_numpy())
    households = builder.declare_entity("household", numpy.arange(count))
    builder.join_with_persons(households, home, roles=numpy.zeros(len(data), dtype=numpy.int64))
    simulation = builder.build(rules)
    simulation.set_input("income", YEAR, data.income_fen.to_numpy() / 100)
    simulation.set_input("medical_cost", YEAR, data.med_fen.to_numpy() / 100)
    simulation.set_input("stage", YEAR, data.stage.to_numpy())
    simulation.set_input("region", YEAR, region)
    return simulation, count


def peak_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def main():
    variant, path, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rules = model.system(variant)
    out = {"read": 1e9, "calc": 1e9, "cpu": 1e9, "all": 1e9}
    for _ in range(repeats):
        start = time.perf_counter()
        data = read(path)
        have = time.perf_counter()
        simulation, count = build(rules, data)
        ready, used = time.perf_counter(), time.process_time()
        total = simulation.calculate("total_aid", YEAR)
        done = time.perf_counter()
        out["cpu"] = min(out["cpu"], time.process_time() - used)
        out["read"] = min(out["read"], have - start)
        out["calc"] = min(out["calc"], done - ready)
        out["all"] = min(out["all"], done - start)
        out["total"] = float(total.sum(dtype=numpy.float64))
        out["poor"] = int(simulation.calculate("poor", YEAR).sum())
        out["households"] = count
    out["peak_mb"] = peak_mb()
    print(json.dumps(out))


main()
