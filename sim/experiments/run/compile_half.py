"""The second program that compiles kernels before the first run (sim.compiling.ahead)."""

from sim.compiling.ahead import SMALL, second_half
from sim.scenario import Scenario
from sim.simulation import Simulation

if __name__ == "__main__":
    Simulation.is_warm = True  # the program that started this one holds the lock on the folder
    second_half(Simulation(Scenario.from_tables(SMALL)))
