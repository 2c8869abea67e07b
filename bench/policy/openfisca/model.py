"""Workload W1 for OpenFisca-Core.

Two ways to write the same rule: "documented" reads parameters by name, as OpenFisca's own pages do, one element at a time;
"expert" keeps lines and amounts in plain arrays and indexes those.
"""

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

START = "2020-01-01"
STAGES = [0.0, 600.0, 900.0, 1500.0, 3000.0]

household_entity = build_entity(
    key="household", plural="households", label="household", roles=[{"key": "member", "plural": "members"}]
)
person_entity = build_entity(key="person", plural="persons", label="person", is_person=True)


def variable(name, entity, value_type, formula=None):
    fields = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR}
    if formula is not None:
        fields["formula"] = formula
    return type(name, (Variable,), fields)


def line_by_name(household, period, parameters):
    return parameters(period).line[numpy.char.add("area_", household("region", period).astype(str))]


def line_by_array(household, period, parameters):
    lines = parameters(period).line
    table = numpy.array([lines[f"area_{k}"] for k in range(8)], dtype=numpy.float32)
    return table[household("region", period)]


def amount_by_name(person, period, parameters):
    return parameters(period).education[numpy.char.add("stage_", person("stage", period).astype(str))]


def amount_by_array(person, period, parameters):
    amounts = parameters(period).education
    table = numpy.array([amounts[f"stage_{k}"] for k in range(5)], dtype=numpy.float32)
    return table[person("stage", period)]


def household_income(household, period):
    return household.sum(household.members("income", period))


def household_size(household, period):
    return household.nb_persons()


def income_per_head(household, period):
    return household("household_income", period) / household("household_size", period)


def poor(household, period):
    return household("income_per_head", period) < household("line", period)


def edge(household, period):
    below = household("income_per_head", period) < 1.5 * household("line", period)
    return numpy.logical_not(household("poor", period)) * below


def topup(household, period):
    gap = household("line", period) * household("household_size", period) - household("household_income", period)
    return household("poor", period) * gap


def medical_aid(person, period, parameters):
    medical = parameters(period).medical
    cost = person("medical_cost", period)
    for_poor = numpy.minimum(medical.poor_scale.calc(cost), medical.poor_cap)
    for_edge = numpy.minimum(medical.edge_scale.calc(cost), medical.edge_cap)
    return person.household("poor", period) * for_poor + person.household("edge", period) * for_edge


def education_aid(person, period):
    share = person.household("poor", period) + 0.5 * person.household("edge", period)
    return person("education_amount", period) * share


def total_aid(household, period):
    medical = household.sum(household.members("medical_aid", period))
    education = household.sum(household.members("education_aid", period))
    return 12 * household("topup", period) + medical + education


def at(value):
    return {"values": {START: {"value": value}}}


def scale(rates):
    starts = (0, 5000, 20000, 50000)
    return {"brackets": [{"threshold": at(s)["values"], "rate": at(r)["values"]} for s, r in zip(starts, rates)]}


def system(variant):
    by_name = variant == "documented"
    h, p = household_entity, person_entity
    out = TaxBenefitSystem([person_entity, household_entity])
    out.add_variables(
        variable("income", p, float),
        variable("medical_cost", p, float),
        variable("stage", p, int),
        variable("region", h, int),
        variable("household_income", h, float, household_income),
        variable("household_size", h, int, household_size),
        variable("income_per_head", h, float, income_per_head),
        variable("line", h, float, line_by_name if by_name else line_by_array),
        variable("poor", h, bool, poor),
        variable("edge", h, bool, edge),
        variable("topup", h, float, topup),
        variable("education_amount", p, float, amount_by_name if by_name else amount_by_array),
        variable("medical_aid", p, float, medical_aid),
        variable("education_aid", p, float, education_aid),
        variable("total_aid", h, float, total_aid),
    )
    out.parameters = ParameterNode(
        "",
        data={
            "line": {f"area_{k}": at(800.0 + 50 * k) for k in range(8)},
            "medical": {
                "poor_scale": scale((0, 0.6, 0.7, 0.8)),
                "edge_scale": scale((0, 0.5, 0.6, 0.7)),
                "poor_cap": at(60000.0),
                "edge_cap": at(30000.0),
            },
            "education": {f"stage_{k}": at(x) for k, x in enumerate(STAGES)},
        },
    )
    return out
