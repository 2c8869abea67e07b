"""Decides households of the population one at a time, as a window does, and prints one line of JSON: one.py documented|expert FILE.csv HOUSEHOLDS.

Making the rules is not counted; making each household's situation is, as it is on the other sides.
"""

import json
import sys
import time

import pandas
from openfisca_core.simulations import SimulationBuilder

import model

YEAR = "2026"


def situation(members):
    persons = {
        str(m.pid): {
            "income": {YEAR: m.income_fen / 100},
            "medical_cost": {YEAR: m.med_fen / 100},
            "stage": {YEAR: int(m.stage)},
        }
        for m in members
    }
    return {
        "persons": persons,
        "households": {"household": {"members": list(persons), "region": {YEAR: int(members[0].region)}}},
    }


def main():
    variant, path, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rules = model.system(variant)
    data = pandas.read_csv(path, nrows=count * 20)
    homes = {}
    for m in data.itertuples():
        homes.setdefault(m.hid, []).append(m)
    homes = [homes[hid] for hid in range(count)]
    start, total = time.perf_counter(), 0.0
    for members in homes:
        builder = SimulationBuilder()
        builder.set_default_period(YEAR)
        simulation = builder.build_from_entities(rules, situation(members))
        total += float(simulation.calculate("total_aid", YEAR)[0])
    took = time.perf_counter() - start
    print(json.dumps({"households": count, "seconds": took, "total": total}))


main()
