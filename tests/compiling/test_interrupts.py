"""Ctrl-C is heard where a callback from compiled code would swallow it."""

import ctypes
import signal
import time

import pytest

from sim.compiling.interrupts import heard

CALLBACK = ctypes.CFUNCTYPE(None)


def interrupted():
    CALLBACK(lambda: signal.raise_signal(signal.SIGINT))()


def going_on():
    interrupted()
    for _ in range(500):
        time.sleep(0.01)


def stumbling():
    interrupted()
    raise RuntimeError("no compiled object yet")


def test_an_interruption_that_a_callback_swallows_is_made_again():
    with pytest.raises(KeyboardInterrupt), heard():
        going_on()


def test_it_comes_in_the_place_of_what_the_compiler_stumbles_over_next():
    with pytest.raises(KeyboardInterrupt), heard():
        stumbling()
    time.sleep(0.1)  # it is not made again


def test_other_errors_stay_what_they_are():
    with pytest.raises(RuntimeError, match="no compiled object"), heard():
        raise RuntimeError("no compiled object yet")
