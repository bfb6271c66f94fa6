"""The whole model on one page. Each topic has a file of its own."""

import pyomo.environ as pyo

from planner.garbage import kept_waiting
from planner.model.balance import add_balance
from planner.model.blending import add_blending
from planner.model.capacity import add_capacity
from planner.model.co_location import add_co_location
from planner.model.contracts import add_contracts
from planner.model.demand import add_demand, add_outlets
from planner.model.emissions import add_carbon_price
from planner.model.energy import add_energy
from planner.model.financing import add_financing
from planner.model.grants import add_grants
from planner.model.linking import add_linking
from planner.model.objective import add_objective
from planner.model.processing import add_processing
from planner.model.qualification import add_qualification
from planner.model.recycled_content import add_recycled_content
from planner.model.sets import add_sets
from planner.model.storage import add_storage
from planner.model.supply import add_supply
from planner.model.targets import add_targets
from planner.model.transport import add_transport
from planner.model.value_left import add_value_left
from planner.network.network import Network


@kept_waiting()
def build_model(network: Network) -> pyo.ConcreteModel:
    """The mixed-integer model of a network."""
    m = pyo.ConcreteModel(name=network.title)
    add_sets(m, network)
    add_capacity(m, network)
    add_grants(m, network)
    add_value_left(m, network)
    add_co_location(m, network)
    add_processing(m, network)
    add_energy(m, network)
    add_qualification(m, network)
    add_blending(m, network)
    add_transport(m, network)
    add_demand(m, network)
    add_supply(m, network)
    add_outlets(m, network)
    add_storage(m, network)
    add_contracts(m, network)
    add_financing(m, network)
    add_recycled_content(m, network)
    add_balance(m, network)
    add_linking(m, network)
    add_carbon_price(m, network)
    add_targets(m, network)
    add_objective(m, network)
    return m
