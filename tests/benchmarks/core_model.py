"""The core of the model as arrays, written without ``planner.model``, and two programs of it.

What an expert would write for one network and no reports. The core has

    flows by lane and period, throughput, supply, demand, outlets, sizes that may be built
    balance of every product at every site      what must be collected or served, or its price
    throughput within capacity                  a plant is built once
    shipped over a lane <= what arises x plants that stand there    (two modes share a row)

and in the objective freight, processing, supply, demand, outlets, building, fixed costs and the
value left at the end. LEFT_OUT says what it has not. Standing plants have their capacity; what they
cost anyway is left out.
"""

from collections.abc import Iterable
from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from planner.network.network import AS_IS, Network, Way

LEFT_OUT = """\
names of columns and rows, accounts that reports read, rows of plants that can be fed less than
their capacity, closing, expansion, minimum load, stores, returns, blends, energy, emissions, grant
programmes, qualification, contracts, finance and rules"""

Entry = tuple[int, int, float]
"""Row, column, coefficient."""


class Columns(NamedTuple):
    """Decisions of one kind: from 0 to upper, each worth so much in M of present value."""

    worth: np.ndarray
    upper: np.ndarray
    whole: bool = False


class Rows(NamedTuple):
    """lower <= sum over kinds of columns of entries x columns <= upper."""

    entries: dict[str, sp.coo_array]
    lower: np.ndarray
    upper: np.ndarray


class Core(NamedTuple):
    """Flows a year in kt. A row of which no decision has an entry stands for nothing."""

    columns: dict[str, Columns]
    rows: dict[str, Rows]


class Program(NamedTuple):
    """maximise worth x subject to row_lower <= A x <= row_upper, lower <= x <= upper."""

    worth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    A: sp.csc_array
    row_lower: np.ndarray
    row_upper: np.ndarray


def core_of(network: Network) -> Core:
    """The arrays of a network: the one pass over its objects, before numpy and scipy."""
    found = _Core(network)
    supply = [
        (found.place(*spot, p), s.amount, -s.price, p, s.must_collect, s.shortfall_price)
        for (spot, p), s in network.supply.items()
    ]
    demand = [
        (found.place(*spot, p), d.amount, d.price, p, d.must_serve, d.shortfall_price)
        for (spot, p), d in network.demand.items()
    ]
    outlets = [
        (found.place(*spot, p), outlet.most, outlet.price, p, 0.0, None)
        for (spot, p), ways_out in network.outlets.items()
        for outlet in ways_out
    ]
    found.add_flows()
    found.add_plants()
    found.add_trade("collected", 1.0, supply)
    found.add_trade("delivered", -1.0, demand)
    found.add_trade("let out", -1.0, outlets)
    found.add_links(supply, [row[0] for row in (*demand, *outlets)])
    zero = np.zeros(found.places)
    return Core(found.columns, {"balance": Rows(found.balance, zero, zero), **found.rows})


class _Core:
    """A core in the making. A place is a product at a site in a period."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.sites = {name: number for number, name in enumerate(network.sites)}
        self.products = {name: number for number, name in enumerate(network.products)}
        self.periods = {name: number for number, name in enumerate(network.periods)}
        self.annual = np.array([period.annual_factor for period in network.periods.values()])
        self.places = len(self.sites) * len(self.products) * len(self.periods)
        self.columns: dict[str, Columns] = {}
        self.rows: dict[str, Rows] = {}
        self.balance: dict[str, sp.coo_array] = {}

    def place(self, site: str, product: str, period: str) -> int:
        spot = self.sites[site] * len(self.products) + self.products[product]
        return spot * len(self.periods) + self.periods[period]

    def add_flows(self) -> None:
        lanes = self.network.lanes.values()
        often = np.array([len(lane.cost) for lane in lanes])
        when = np.array([self.periods[period] for lane in lanes for period in lane.cost])
        cost = np.array([cost for lane in lanes for cost in lane.cost.values()])
        carried = np.array([self.products[lane.product] for lane in lanes])

        def places_at(ends: Iterable[str]) -> np.ndarray:
            spots = np.array([self.sites[site] for site in ends]) * len(self.products) + carried
            return np.repeat(spots, often) * len(self.periods) + when

        self.leaves = places_at(lane.origin for lane in lanes)
        self.enters = places_at(lane.destination for lane in lanes)
        flows = np.arange(len(cost))
        self.balance["shipped"] = sp.coo_array(
            (
                np.repeat([-1.0, 1.0], len(flows)),
                (np.concatenate([self.leaves, self.enters]), np.concatenate([flows, flows])),
            ),
            (self.places, len(flows)),
        )
        self.columns["shipped"] = Columns(-cost * self.annual[when], np.full(len(flows), np.inf))

    def add_plants(self) -> None:
        """Throughput and what is built. A run is a plant in a period."""
        network, place = self.network, self.place
        runs = {
            run: n for n, run in enumerate((p, t) for p, u in network.usable.items() for t in u)
        }
        made: list[Entry] = []
        used: list[Entry] = []
        taken: list[Entry] = []
        worth: list[float] = []
        for (plant, period), run in runs.items():
            site = network.plants[plant].site
            for recipe in (network.recipes[name] for name in network.can_run[plant]):
                for product, amount in recipe.inputs.get(period, {}).items():
                    made.append((place(site, product, period), len(worth), -amount))
                    taken.append((place(site, product, period), run, 1.0))
                for (start, out), amounts in recipe.outputs.items():
                    if start == period:
                        made += [(place(site, p, out), len(worth), a) for p, a in amounts.items()]
                if period in recipe.inputs:
                    used.append((run, len(worth), recipe.capacity_use))
                    worth.append(-recipe.processing_cost * self.annual[self.periods[period]])
        built = [(way, start) for way, starts in network.buildable.items() for start in starts]
        plants = {plant: n for n, plant in enumerate(dict.fromkeys(way.plant for way, _ in built))}
        in_place = [
            (runs[way.plant, period], number, network.sizes[way].capacity)
            for number, (way, start) in enumerate(built)
            for period in network.usable[way.plant]
            if self.periods[period] >= self.periods[start]
        ]
        standing = np.zeros(len(runs))
        for plant, usable in network.standing.items():
            for period in usable:
                standing[runs[plant, period]] = network.sizes[Way(plant, AS_IS)].capacity
        capacity = _sparse(in_place, (len(runs), len(built)))
        once = [(plants[way.plant], number, 1.0) for number, (way, _) in enumerate(built)]
        self.columns["throughput"] = Columns(np.array(worth), np.full(len(worth), np.inf))
        self.columns["built"] = Columns(
            np.array([self._worth(way, start) for way, start in built]), np.ones(len(built)), True
        )
        self.balance["throughput"] = _sparse(made, (self.places, len(worth)))
        self.rows["capacity"] = Rows(
            {"throughput": _sparse(used, (len(runs), len(worth))), "built": -capacity},
            np.full(len(runs), -np.inf),
            standing,
        )
        self.rows["once"] = Rows(
            {"built": _sparse(once, (len(plants), len(built)))},
            np.full(len(plants), -np.inf),
            np.ones(len(plants)),
        )
        self.taken = _sparse(taken, (self.places, len(runs))).tocsr()
        self.standing = standing > 0
        self.stands = capacity.tocsr().astype(bool).astype(float)

    def _worth(self, way: Way, start: str) -> float:
        """Of building a size: its cost, fixed costs from then on, and what is left at the end."""
        network, size, plant = self.network, self.network.sizes[way], self.network.plants[way.plant]
        usable, first = network.usable[way.plant], network.periods[start].first_year
        runs_on = usable[-1] == list(network.periods)[-1]
        left = max(0.0, 1 - (network.horizon_end - first) / plant.life) if runs_on else 0.0
        due = network.periods[start].start_factor - network.horizon_end_factor * left
        years = sum(
            self.annual[self.periods[p]] for p in usable if self.periods[p] >= self.periods[start]
        )
        return float(-(size.capital_cost - size.grant) * due - size.fixed_cost * years)

    def add_trade(self, kind: str, sign: float, rows: list[tuple]) -> None:
        """What comes in (sign 1) or goes out (-1): place, most, price, period, must, its price."""
        if not rows:
            return
        at, most, price, period, must, missing = zip(*rows, strict=True)
        count, factor = len(rows), self.annual[[self.periods[p] for p in period]]
        numbers = np.arange(count)
        upper = np.array([np.inf if amount is None else amount for amount in most])
        self.columns[kind] = Columns(np.array(price) * factor, upper)
        self.balance[kind] = sp.coo_array(
            (np.full(count, sign), (np.array(at), numbers)), (self.places, count)
        )
        musts = np.flatnonzero(must)
        if not len(musts):
            return
        priced = [n for n, row in enumerate(musts) if missing[row] is not None]
        dear = np.array([missing[musts[n]] for n in priced]) * factor[musts[priced]]
        self.columns[f"not {kind}"] = Columns(-dear, np.full(len(priced), np.inf))
        self.rows[f"{kind} enough"] = Rows(
            {
                kind: _sparse([(n, row, 1.0) for n, row in enumerate(musts)], (len(musts), count)),
                f"not {kind}": _sparse(
                    [(row, n, 1.0) for n, row in enumerate(priced)], (len(musts), len(priced))
                ),
            },
            np.array(must)[musts],
            np.full(len(musts), np.inf),
        )

    def add_links(self, supply: list[tuple], passed_on: list[int]) -> None:
        """From senders of their own arisings to sites where only plants not there yet take in.

        passed_on: places where a product has a use beside plants.
        """
        leaves, enters, made = self.leaves, self.enters, self.balance["throughput"]
        plants_only = (np.diff(self.taken.indptr) > 0) & (self.taken @ self.standing == 0)
        plants_only[passed_on] = plants_only[leaves] = False
        amounts = [np.inf if row[1] is None else row[1] for row in supply]
        arising = np.bincount([row[0] for row in supply], amounts, self.places)
        own = np.isfinite(arising)
        own[enters] = own[made.row[made.data > 0]] = False
        flows = np.flatnonzero(own[leaves] & plants_only[enters])
        pairs, link = np.unique(leaves[flows] * self.places + enters[flows], return_inverse=True)
        sender, receiver = np.divmod(pairs, self.places)
        there = (self.taken > 0).astype(float)[receiver] @ self.stands
        count = len(pairs)
        self.rows["links"] = Rows(
            {
                "shipped": sp.coo_array((np.ones(len(flows)), (link, flows)), (count, len(leaves))),
                "built": (sp.diags_array(-arising[sender]) @ there).tocoo(),
            },
            np.full(count, -np.inf),
            np.zeros(count),
        )


def _sparse(entries: list[Entry], shape: tuple[int, int]) -> sp.coo_array:
    rows, columns, values = np.array(entries, dtype=float).reshape(-1, 3).T
    return sp.coo_array((values, (rows.astype(int), columns.astype(int))), shape)


def raw_program(core: Core) -> Program:
    """The core as one sparse matrix, block by block."""
    blocks = [[rows.entries.get(kind) for kind in core.columns] for rows in core.rows.values()]
    A = sp.block_array(blocks, format="csr")
    there = np.flatnonzero(np.diff(A.indptr))
    upper = np.concatenate([columns.upper for columns in core.columns.values()])
    return Program(
        worth=np.concatenate([columns.worth for columns in core.columns.values()]),
        lower=np.zeros(len(upper)),
        upper=upper,
        whole=np.concatenate([np.full(len(c.worth), c.whole) for c in core.columns.values()]),
        A=A[there].tocsc(),
        row_lower=np.concatenate([rows.lower for rows in core.rows.values()])[there],
        row_upper=np.concatenate([rows.upper for rows in core.rows.values()])[there],
    )


def linopy_model(core: Core):
    """The core as a linopy model, built sparse: a constraint is one grouped sum of its entries.

    Errors: ImportError where linopy, or a version with sparse models, is not installed.
    """
    import linopy
    import pandas as pd
    import xarray as xr

    linopy.options["semantics"] = "v1"  # sparse models ask for it
    model = linopy.Model(sparse=True)
    variables = {
        kind: model.add_variables(
            coords=[pd.RangeIndex(len(columns.worth), name=kind)],
            name=kind,
            **({"binary": True} if columns.whole else {"lower": 0, "upper": columns.upper}),
        )
        for kind, columns in core.columns.items()
    }
    for name, rows in core.rows.items():
        terms, row = [], np.concatenate([entries.row for entries in rows.entries.values()])
        for kind, entries in rows.entries.items():
            first = sum(len(term.indexes["entry"]) for term in terms)
            # Entries are told apart by their labels: with the same ones sums would be mixed up.
            labels = {"entry": np.arange(first, first + entries.nnz)}
            taken = variables[kind].isel({kind: xr.DataArray(entries.col, labels)})
            terms.append((xr.DataArray(entries.data, labels) * taken).drop_vars(kind))
        group = xr.DataArray(row, {"entry": np.arange(len(row))}, name=name)
        total = linopy.merge(terms, dim="entry").groupby(group).sum()
        there = np.unique(row)
        lower, upper = (xr.DataArray(s[there], {name: there}) for s in (rows.lower, rows.upper))
        if name == "balance":
            model.add_constraints(total == 0, name=name)
        elif np.isfinite(upper).all():
            model.add_constraints(total <= upper, name=name)
        else:
            model.add_constraints(total >= lower, name=name)
    model.add_objective(
        sum(
            (xr.DataArray(columns.worth, variables[kind].coords) * variables[kind]).sum()
            for kind, columns in core.columns.items()
        ),
        sense="max",
    )
    return model


def linopy_program(model) -> Program:
    """What a linopy model exports to solvers."""
    found = model.matrices
    equal, below = found.sense == "=", found.sense == "<"
    return Program(
        worth=found.c,
        lower=found.lb,
        upper=found.ub,
        whole=found.vtypes == "B",
        A=found.A.tocsc(),
        row_lower=np.where(below, -np.inf, found.b),
        row_upper=np.where(below | equal, found.b, np.inf),
    )


def passed_to_highs(program: Program) -> highspy.Highs:
    """HiGHS with the program, silent; as ``planner.solving.highs`` passes a matrix."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.worth), len(program.row_lower)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.worth, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.A.indptr, program.A.indices
    lp.a_matrix_.value_ = program.A.data
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in program.whole.tolist()]
    highs = highspy.Highs()
    highs.silent()
    assert highs.passModel(lp) == highspy.HighsStatus.kOk
    return highs
