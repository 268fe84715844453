"""The best few of many, in an order that does not change from one page to the next."""

import numpy as np

from fairapp.search.sealed import Array


def best(ids: Array, keys: Array, rank: Array, count: int) -> Array:
    """Return the `count` of `ids` with the smallest keys, in order; `rank[id]` decides between equal keys."""
    if count <= 0:
        return ids[:0]
    if len(ids) > count:
        chosen = _smallest(ids, keys, rank, count)
        ids, keys = ids.take(chosen), keys.take(chosen)
    in_order: Array = ids.take(np.lexsort((rank.take(ids), keys)))
    return in_order


def _smallest(ids: Array, keys: Array, rank: Array, count: int) -> Array:
    parted = keys.copy()
    parted.partition(count - 1)
    last = parted[count - 1]
    candidates: Array = (keys <= last).nonzero()[0]
    if len(candidates) == count:
        return candidates
    ties = keys.take(candidates) == last
    better, equal = candidates[~ties], candidates[ties]
    missing = count - len(better)
    nearest = np.argpartition(rank.take(ids.take(equal)), missing - 1)[:missing]
    return np.concatenate((better, equal[nearest]))
