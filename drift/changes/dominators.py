"""Dominance in a directed graph: which node is on every way to another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def immediate_dominators(edges: Mapping[int, Iterable[int]], start: int) -> dict[int, int]:
    """Return for each node that can be reached the last other node that every way to it passes.

    After K. D. Cooper, T. J. Harvey and K. Kennedy, A Simple, Fast Dominance Algorithm (2001).

    Args:
        edges: The nodes that each node leads to; nodes without an entry lead nowhere.
        start: Where all ways begin; its dominator is itself.
    """
    order = _postorder(edges, start)
    number = {node: position for position, node in enumerate(order)}
    before: dict[int, list[int]] = {node: [] for node in order}
    for node in order:
        for target in edges.get(node, ()):
            before[target].append(node)
    found = {start: start}

    def common(one: int, other: int) -> int:
        while one != other:
            while number[one] < number[other]:
                one = found[one]
            while number[other] < number[one]:
                other = found[other]
        return one

    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):
            ways = [one for one in before[node] if one in found]
            dominator = ways[0]
            for way in ways[1:]:
                dominator = common(dominator, way)
            if found.get(node) != dominator:
                found[node] = dominator
                changed = True
    return found


def _postorder(edges: Mapping[int, Iterable[int]], start: int) -> list[int]:
    """Return the nodes that can be reached, each after those that it leads to first; the start comes last."""
    order: list[int] = []
    seen = {start}
    waiting = [(start, iter(edges.get(start, ())))]
    while waiting:
        node, targets = waiting[-1]
        target = next((one for one in targets if one not in seen), None)
        if target is None:
            order.append(node)
            waiting.pop()
        else:
            seen.add(target)
            waiting.append((target, iter(edges.get(target, ()))))
    return order
