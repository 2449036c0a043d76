"""The second program that compiles kernels before the first run: its input makes the small economy."""

import pickle
import sys

from sim.compiling.ahead import second_half

if __name__ == "__main__":
    second_half(pickle.load(sys.stdin.buffer)())
