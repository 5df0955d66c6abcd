"""The graphs: all of the decomposable ones, each taken apart rightly."""

from itertools import combinations

import pytest

from amparo_estimation._graphs import Graph, clique_separator_matrix, decomposable_graphs


def edges_of(graph: Graph) -> set[tuple[int, int]]:
    return {pair for clique in graph.cliques for pair in combinations(members(clique), 2)}


def members(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def is_chordal(n: int, edges: set[tuple[int, int]]) -> bool:
    """By definition: no four or more vertices induce a cycle."""
    for size in range(4, n + 1):
        for chosen in combinations(range(n), size):
            inside = [edge for edge in edges if set(edge) <= set(chosen)]
            degrees = [sum(vertex in edge for edge in inside) for vertex in chosen]
            if len(inside) == size and set(degrees) == {2}:
                return False
    return True


@pytest.mark.parametrize(("n_lists", "number"), [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822)])
def test_there_are_as_many_decomposable_graphs_as_the_literature_says(n_lists: int, number: int) -> None:
    graphs = decomposable_graphs(n_lists)
    assert len(graphs) == number
    assert len({frozenset(edges_of(graph)) for graph in graphs}) == number


@pytest.mark.parametrize("n_lists", [4, 5])
def test_a_graph_is_kept_exactly_when_no_cycle_is_induced(n_lists: int) -> None:
    # With five vertices, five edges and all degrees two, an induced subgraph can only be one cycle.
    kept = {frozenset(edges_of(graph)) for graph in decomposable_graphs(n_lists)}
    pairs = list(combinations(range(n_lists), 2))
    for k in range(len(pairs) + 1):
        for edges in combinations(pairs, k):
            assert (frozenset(edges) in kept) == is_chordal(n_lists, set(edges))


@pytest.mark.parametrize("n_lists", [3, 4, 5])
def test_cliques_are_the_largest_complete_sets(n_lists: int) -> None:
    for graph in decomposable_graphs(n_lists):
        edges = edges_of(graph)
        complete = [
            mask for mask in range(1, 1 << n_lists) if all(pair in edges for pair in combinations(members(mask), 2))
        ]
        largest = {mask for mask in complete if not any(mask != other and mask & other == mask for other in complete)}
        assert set(graph.cliques) == largest


@pytest.mark.parametrize("n_lists", [3, 4, 5])
def test_every_complete_set_is_counted_once_over_cliques_and_separators(n_lists: int) -> None:
    for graph, row in zip(decomposable_graphs(n_lists), clique_separator_matrix(n_lists), strict=True):
        for wanted in [1 << i for i in range(n_lists)] + [1 << a | 1 << b for a, b in edges_of(graph)]:
            holding = [mask - 1 for mask in range(1, 1 << n_lists) if mask & wanted == wanted]
            assert row[holding].sum() == 1


def test_a_graph_is_written_as_cliques_in_the_order_of_the_lists() -> None:
    notations = [graph.notation(("A", "B", "C")) for graph in decomposable_graphs(3)]
    assert sorted(notations) == sorted(
        ["[A][B][C]", "[A B][C]", "[A C][B]", "[A][B C]", "[A B][A C]", "[A B][B C]", "[A C][B C]", "[A B C]"]
    )
