"""The search in process, beside SQLite FTS5 and tantivy on the same offers."""

from benchmarks import search_bench
from benchmarks.figures import Figure, Run
from benchmarks.world import FEWER, MANY


def measure(run: Run) -> list[Figure]:
    found = search_bench.run(FEWER if run.quick else MANY)
    engines = found["engines"]
    update, hostile = found["update"], found["hostile"]
    return [
        _pair("the reference's semantics, p50 / p95", engines["fairapp"], (0.25, 1.0)),
        _pair("with own-facet exclusion and a radius", engines["fairapp, all features, 25 km"], (0.5, 2.0)),
        *(_faster(found, name) for name in found["times_faster"]),
        Figure("one update of its index, p50", "≤ 10 ms", f"{update['p50']:.1f} ms", update["p50"] <= 10),
        Figure("slowest hostile search, in process", "≤ 200 ms", f"{hostile['max']:.1f} ms", hostile["max"] <= 200),
        Figure("size of its index", "", f"{found['index_megabytes']:.0f} MB"),
    ]


def _pair(name: str, measured: dict[str, float], goal: tuple[float, float]) -> Figure:
    met = measured["p50"] <= goal[0] and measured["p95"] <= goal[1]
    return Figure(name, f"≤ {goal[0]} / {goal[1]} ms", f"{measured['p50']:.2f} / {measured['p95']:.2f} ms", met)


def _faster(found: dict[str, dict[str, dict[str, float]]], name: str) -> Figure:
    theirs, ratio = found["engines"][name], found["times_faster"][name]
    goal = (50, 100) if "FTS" in name.upper() else (1, 1)
    return Figure(
        f"{name}, the same answers to {found['agreement'][name]} of 42 requests",
        f"≥ {goal[0]}× / {goal[1]}× slower",
        f"{theirs['p50']:.2f} / {theirs['p95']:.2f} ms",
        ratio["p50"] >= goal[0] and ratio["p95"] >= goal[1],
        f"{ratio['p50']:.1f}× / {ratio['p95']:.1f}×",
    )
