import threading
import time

import pytest

from assist.store.turns import TooLong, Turns


def test_turns_come_in_the_order_of_asking() -> None:
    turns = Turns()
    order: list[int] = []

    def take(number: int) -> None:
        with turns.turn(5):
            order.append(number)

    with turns.turn(5):
        threads = [threading.Thread(target=take, args=(number,)) for number in range(10)]
        for thread in threads:
            thread.start()
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert order == list(range(10))


def test_who_waits_too_long_is_told_and_leaves_the_queue() -> None:
    turns = Turns()
    told = threading.Event()

    def take() -> None:
        with pytest.raises(TooLong), turns.turn(0.01):
            pass
        told.set()

    with turns.turn(5):
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    assert told.is_set()
    with turns.turn(0.01):
        pass


def test_only_one_at_a_time_under_load() -> None:
    turns = Turns()
    inside = most = 0

    def take() -> None:
        nonlocal inside, most
        for _ in range(200):
            with turns.turn(30):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)
