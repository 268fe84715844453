from fairapp.search.cache import ByteCache
from tests.support.threads import at_once


def test_what_was_used_longest_ago_is_forgotten():
    cache: ByteCache[str, int] = ByteCache(100)
    for name in "abcd":
        cache.put(name, ord(name), 25)
    cache.get("a")

    cache.put("e", 5, 25)

    assert [cache.get(name) for name in "abcde"] == [97, None, 99, 100, 5]
    assert cache.bytes == 100


def test_something_too_large_is_not_kept():
    cache: ByteCache[str, int] = ByteCache(100)

    cache.put("large", 1, 26)

    assert cache.get("large") is None
    assert cache.bytes == 0


def test_putting_again_does_not_count_twice():
    cache: ByteCache[str, int] = ByteCache(100)
    for value in range(5):
        cache.put("a", value, 10)

    assert (cache.get("a"), cache.bytes, len(cache)) == (4, 10, 1)


def test_threads_share_it():
    cache: ByteCache[int, int] = ByteCache(1000)

    def use(start: int) -> None:
        for number in range(start, start + 2000):
            cache.put(number % 90, number % 90, 40)
            assert cache.get(number % 50) in (None, number % 50)

    assert at_once([lambda start=start: use(start) for start in range(4)]) == [None] * 4
    assert cache.bytes == 40 * len(cache) <= 1000
