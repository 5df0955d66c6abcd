"""All decomposable (chordal) graphs on a few lists, with their cliques and separators.

A set of lists is a bit mask: bit i stands for list i. The enumeration tries all 2^(p(p-1)/2) graphs (1,024 for
five lists) and keeps the chordal ones: 8, 61 and 822 for three, four and five lists (sequence A058862 of the OEIS).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Graph:
    """A decomposable graph: `cliques` and `separators` are bit masks of lists; empty separators are left out."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]

    def notation(self, names: tuple[str, ...]) -> str:
        """Cliques in brackets, such as ``[A B][B C][D]``.

        >>> Graph(cliques=(0b011, 0b100), separators=()).notation(("A", "B", "C"))
        '[A B][C]'
        """
        return "".join(f"[{' '.join(names[i] for i in _members(clique))}]" for clique in self.cliques)


def _members(mask: int) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def _is_complete(neighbours: list[int], vertices: int) -> bool:
    return all(vertices & ~neighbours[i] == 1 << i for i in _members(vertices))


def _decompose(neighbours: list[int]) -> Graph | None:
    """Cliques and separators by maximum cardinality search; None if the graph is not chordal.

    Tarjan and Yannakakis (1984): visit next the vertex with most visited neighbours. The graph is chordal exactly
    when these neighbours form a complete set each time. Blair and Peyton (1993): a clique ends where the number of
    visited neighbours stops growing, and the neighbours met there are the separator of the next clique.
    """
    unvisited = set(range(len(neighbours)))
    visited = 0
    cliques: list[int] = []
    separators: list[int] = []
    while unvisited:
        vertex = max(sorted(unvisited), key=lambda i: (neighbours[i] & visited).bit_count())
        before = neighbours[vertex] & visited
        if not _is_complete(neighbours, before):
            return None
        if cliques and cliques[-1] == before:
            cliques[-1] |= 1 << vertex
        else:
            cliques.append(before | 1 << vertex)
            separators += [before] if before else []
        visited |= 1 << vertex
        unvisited.remove(vertex)
    return Graph(cliques=tuple(sorted(cliques, key=_members)), separators=tuple(sorted(separators)))


@lru_cache(maxsize=8)
def decomposable_graphs(n_lists: int) -> tuple[Graph, ...]:
    """Every decomposable graph on `n_lists` labelled lists, from the empty graph to the complete one.

    >>> [len(decomposable_graphs(p)) for p in (1, 2, 3, 4)]
    [1, 2, 8, 61]
    """
    pairs = list(combinations(range(n_lists), 2))
    graphs: list[Graph] = []
    for edges in range(1 << len(pairs)):
        neighbours = [0] * n_lists
        for k in _members(edges):
            a, b = pairs[k]
            neighbours[a] |= 1 << b
            neighbours[b] |= 1 << a
        graph = _decompose(neighbours)
        if graph is not None:
            graphs.append(graph)
    return tuple(graphs)


@lru_cache(maxsize=8)
def clique_separator_matrix(n_lists: int) -> NDArray[np.float64]:
    """How often each set of lists enters each graph: +1 as a clique, -1 as a separator.

    Returns
    -------
    ndarray, shape (n_graphs, 2**n_lists - 1)
        Column ``mask - 1`` belongs to the set of lists `mask`. Graphs are few combinations of few terms, so
        the likelihood of all graphs at all points of the grid is this matrix times the matrix of terms.
    """
    graphs = decomposable_graphs(n_lists)
    matrix = np.zeros((len(graphs), 2**n_lists - 1))
    for row, graph in enumerate(graphs):
        for clique in graph.cliques:
            matrix[row, clique - 1] += 1
        for separator in graph.separators:
            matrix[row, separator - 1] -= 1
    matrix.setflags(write=False)
    return matrix
