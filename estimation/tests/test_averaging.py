"""The averaged posterior: equal to published software, to first principles, and unmoved by what must not move it."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from published_tables import ALL, SPINA_BIFIDA, UNITED_KINGDOM, Published
from scipy.special import gammaln
from scipy.stats import dirichlet_multinomial

from amparo_estimation import CaptureTable, _grid, estimate
from amparo_estimation._graphs import Graph, clique_separator_matrix, decomposable_graphs
from amparo_estimation._grid import Grid, Vector, fixed_grid
from amparo_estimation.averaging import LogMarginal, WeightedGraph, average, one_over_n
from amparo_estimation.posterior import Posterior


def integers(last: int) -> NDArray[np.int64]:
    return np.arange(1, last + 1)


# Against published software -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_quantiles_on_every_integer_are_those_of_the_reference(published: Published) -> None:
    table = published.table()
    posterior = average(table, points=integers(10 * table.n_observed)).posterior
    assert (posterior.quantile(0.025), posterior.quantile(0.975)) == published.interval
    assert posterior.quantile(0.5) == published.median
    assert posterior.mean() == pytest.approx(published.mean, rel=1e-7)


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_the_heaviest_graphs_and_their_weights_are_those_of_the_reference(published: Published) -> None:
    table = published.table()
    models = average(table, points=integers(10 * table.n_observed)).models
    found = {model.graph: model.weight for model in models[: len(published.weights)]}
    assert list(found) == list(published.weights)
    assert found == pytest.approx(published.weights, abs=1e-6)


def test_a_prior_of_ones_own_is_used() -> None:
    # Madigan and York (1997): negative binomial prior on N, delta 1; R dga 2.0.2: 731 (682 to 797), mean 733.45237.
    def negative_binomial(population: Vector) -> Vector:
        a, b = 13.14, 55.17
        gammas: Vector = gammaln(population + a) - gammaln(population + 1)
        return population * log(b) - (population + a) * log(1 + b) + gammas

    result = average(SPINA_BIFIDA.table(), delta=1, log_prior=negative_binomial, points=integers(300))
    assert [result.posterior.quantile(p) for p in (0.025, 0.5, 0.975)] == [682, 731, 797]
    assert result.posterior.mean() == pytest.approx(733.45237, abs=1e-5)
    assert [round(model.weight, 8) for model in result.models[:4]] == [0.3737674, 0.3098953, 0.28180992, 0.03452738]


@pytest.mark.parametrize("name", ["United Kingdom", "Western"])
def test_the_grid_that_chooses_itself_agrees_with_a_wide_grid_of_the_reference(name: str) -> None:
    # The reference ran a coarser geometric grid up to 1,000 n, so agreement is to a step of its grid.
    published = ALL[name]
    result = average(published.table())
    posterior, expected = result.posterior, published.geometric
    for probability, key in ((0.025, "q025"), (0.5, "median"), (0.975, "q975")):
        assert posterior.quantile(probability) == pytest.approx(expected[key], rel=1e-3)
    assert posterior.above(10) == pytest.approx(expected["above_10n"], abs=2e-4)
    assert result.models[0].weight == pytest.approx(expected["weight"], abs=1e-4)


# Against first principles ---------------------------------------------------------------------------------------------


def log_marginal(table: CaptureTable, graph: Graph, missing: int, delta: float) -> float:
    n_lists = len(table.lists)
    marginal = LogMarginal(table, delta, one_over_n)
    row = decomposable_graphs(n_lists).index(graph)
    grid = Grid(np.array([float(missing)]), np.ones(1))
    return float(marginal.of_cells(grid, clique_separator_matrix(n_lists)[[row]])[0, 0])


def arrangements(table: CaptureTable) -> float:
    """Log of the product of y! over observed patterns: the constant that the library leaves out."""
    return float(sum(gammaln(n + 1) for _, n in table.histories))


@pytest.mark.parametrize("missing", [1, 7, 40])
def test_the_complete_graph_is_a_dirichlet_multinomial(missing: int) -> None:
    table = CaptureTable.from_counts({"100": 5, "010": 3, "110": 2, "011": 4, "111": 1}, ["A", "B", "C"])
    counts = table.cell_counts()
    counts[0] = missing
    expected = dirichlet_multinomial.logpmf(counts.astype(int), np.full(8, 0.4), int(counts.sum()))
    complete = next(graph for graph in decomposable_graphs(3) if graph.cliques == (7,))
    ours = log_marginal(table, complete, missing, 0.4) - arrangements(table) + log(counts.sum())
    assert ours == pytest.approx(expected, abs=1e-9)


def one_person_at_a_time(table: CaptureTable, graph: Graph, missing: int, delta: float) -> float:
    """Log probability of the table as a chain of predictions, each from the people before (a Polya urn).

    Under a hyper-Dirichlet prior a clique or separator with margin a has been seen y(a) times among k people; the next
    person has it with probability (y(a) + delta_a) / (k + delta_total), and cliques and separators multiply.
    """
    n_lists = len(table.lists)
    people = [0] * missing + [mask for mask, n in table.histories for _ in range(n)]
    seen: dict[tuple[int, int], int] = {}
    total = 0.0
    for k, person in enumerate(people):
        for sign, sets in ((1, graph.cliques), (-1, graph.separators)):
            for lists in set(sets):
                prior = delta * 2 ** (n_lists - lists.bit_count())
                share = (seen.get((lists, person & lists), 0) + prior) / (k + delta * 2**n_lists)
                total += sign * sets.count(lists) * log(share)
        for lists in set(graph.cliques) | set(graph.separators):
            seen[lists, person & lists] = seen.get((lists, person & lists), 0) + 1
    return total


@pytest.mark.parametrize("n_lists", [3, 4])
def test_every_graph_equals_a_chain_of_predictions(n_lists: int) -> None:
    rng = np.random.default_rng(7)
    rows = rng.random((25, n_lists)) < 0.4
    table = CaptureTable.from_rows(rows[rows.any(axis=1)])
    missing, delta = 6, 0.3
    population = table.n_observed + missing
    ways = gammaln(population + 1) - gammaln(missing + 1) - arrangements(table)
    for graph in decomposable_graphs(n_lists):
        ours = log_marginal(table, graph, missing, delta) - arrangements(table) + log(population)
        assert ours == pytest.approx(one_person_at_a_time(table, graph, missing, delta) + ways, abs=1e-8)


# What must not move it ------------------------------------------------------------------------------------------------

small_tables = st.dictionaries(
    st.sampled_from([f"{mask:03b}" for mask in range(1, 8)]), st.integers(1, 60), min_size=4, max_size=7
)


@settings(max_examples=25, deadline=None)
@given(counts=small_tables, order=st.permutations([0, 1, 2]))
def test_the_order_of_the_lists_does_not_matter(counts: dict[str, int], order: list[int]) -> None:
    names = ["A", "B", "C"]
    table = CaptureTable.from_counts(counts, names)
    turned = CaptureTable.from_counts(
        {"".join(pattern[k] for k in order): n for pattern, n in counts.items()}, [names[k] for k in order]
    )
    first, second = (average(each, points=integers(400), n_models=8) for each in (table, turned))
    np.testing.assert_allclose(first.posterior.mass, second.posterior.mass, rtol=1e-9, atol=1e-300)

    def by_edges(models: tuple[WeightedGraph, ...]) -> dict[frozenset[frozenset[str]], float]:
        return {
            frozenset(frozenset(clique.split()) for clique in model.graph.strip("[]").split("][")): model.weight
            for model in models
        }

    assert by_edges(first.models) == pytest.approx(by_edges(second.models), rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(counts=small_tables, last=st.integers(20, 200))
def test_a_longer_grid_changes_nothing_below_its_old_end(counts: dict[str, int], last: int) -> None:
    table = CaptureTable.from_counts(counts, ["A", "B", "C"])
    short = average(table, points=integers(last)).posterior.mass
    long = average(table, points=integers(3 * last)).posterior.mass[:last]
    np.testing.assert_allclose(long / long.sum(), short, rtol=1e-9, atol=1e-300)


def test_weights_of_all_graphs_add_up_to_one() -> None:
    result = average(SPINA_BIFIDA.table(), n_models=8)
    assert sum(model.weight for model in result.models) == pytest.approx(1)


# Grids ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_the_grid_that_chooses_itself_agrees_with_every_integer(published: Published) -> None:
    table = published.table()
    chosen = average(table).posterior
    every = average(table, points=integers(150_000)).posterior
    for probability in (0.025, 0.25, 0.5, 0.75, 0.975):
        assert chosen.quantile(probability) == pytest.approx(every.quantile(probability), abs=1)


def test_cells_of_many_integers_agree_with_every_integer_when_many_people_were_observed() -> None:
    counts = {pattern: 8 * n for pattern, n in UNITED_KINGDOM.counts.items()}
    table = CaptureTable.from_counts(counts, UNITED_KINGDOM.lists)
    last = 20 * table.n_observed
    assert 10 * table.n_observed > _grid.INTEGERS_AT_MOST
    every = average(table, points=integers(last)).posterior
    wide = average(table).posterior
    below = wide.grid.centre <= last
    kept = Grid(wide.grid.centre[below], wide.grid.width[below])
    chosen = Posterior.on_grid(kept, wide.mass[below], table.n_observed)
    assert chosen.mass.size < every.mass.size / 10
    for probability in (0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999):
        assert chosen.quantile(probability) == pytest.approx(every.quantile(probability), rel=1e-4)


@pytest.mark.parametrize("n_observed", [1, 3, 626, 19_999, 20_001, 3_000_000])
@pytest.mark.parametrize("multiple", [100, 10**6])
def test_the_cells_of_a_grid_hold_each_integer_once(n_observed: int, multiple: int) -> None:
    grid = _grid.full_grid(n_observed, multiple)
    low, high = grid.centre - (grid.width - 1) / 2, grid.centre + (grid.width - 1) / 2
    assert low[0] == 1
    assert high[-1] == multiple * n_observed
    np.testing.assert_array_equal(low[1:], high[:-1] + 1)


def test_the_grid_goes_on_until_next_to_nothing_lies_beyond() -> None:
    short, long = average(UNITED_KINGDOM.table()).posterior, average(SPINA_BIFIDA.table()).posterior
    assert short.grid.centre[-1] == pytest.approx(1_000 * short.n_observed, rel=0.01)
    assert long.grid.centre[-1] == pytest.approx(10**6 * long.n_observed, rel=0.01)
    assert short.above(500) < 1e-9


def test_the_mean_is_given_on_a_fixed_grid_only() -> None:
    table = SPINA_BIFIDA.table()
    assert average(table).posterior.mean() is None
    assert average(table, points=integers(50)).posterior.mean() is not None


@pytest.mark.parametrize("points", [[], [2, 1], [1, 1], [-1, 2], [1.5], [[1, 2]], [float("nan")]])
def test_a_grid_that_is_no_ascending_row_of_whole_numbers_is_refused(points: list[float]) -> None:
    with pytest.raises(ValueError, match="grid"):
        fixed_grid(np.array(points))


def test_a_grid_of_one_point_is_a_certainty() -> None:
    posterior = average(SPINA_BIFIDA.table(), points=np.array([100])).posterior
    assert posterior.quantile(0.025) == posterior.quantile(0.975) == 726
    assert posterior.humps() is None


@pytest.mark.parametrize("delta", [0, -1.0, float("nan")])
def test_a_prior_weight_that_is_not_positive_is_refused(delta: float) -> None:
    with pytest.raises(ValueError, match="delta"):
        average(SPINA_BIFIDA.table(), delta=delta)


@pytest.mark.parametrize("n_lists", [2, 6])
def test_other_numbers_of_lists_are_refused(n_lists: int) -> None:
    rng = np.random.default_rng(1)
    table = CaptureTable.from_rows((rng.random((50, n_lists)) < 0.5).astype(int))
    with pytest.raises(ValueError, match="3 to 5 lists"):
        average(table)


# What is drawn --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", ALL.values(), ids=ALL.keys())
def test_the_drawing_holds_the_middle_of_the_posterior(published: Published) -> None:
    result = estimate(published.table())
    assert result.drawing is not None
    edges, mass = result.drawing.edges, result.drawing.mass
    assert len(edges) == len(mass) + 1
    assert sum(mass) == pytest.approx(0.998, abs=0.002)
    middle = np.interp(0.5 * sum(mass), np.append(0, np.cumsum(mass)), edges)
    assert middle == pytest.approx(result.methods[0].median, rel=0.01)
