"""What statistics foretell: least squares on the data up to the origin, and nothing else.

Forecasts beyond one quarter iterate the fitted recursion with its errors at zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["autoregression", "historical_mean", "vector_autoregression"]

Values = NDArray[np.float64]


def vector_autoregression(history: Values, horizon: int) -> Values:
    """Forecast with a VAR(1) with a constant, y_t = c + A y_(t-1) + e_t.

    Parameters
    ----------
    history : float64 array (quarters, series)
        Up to the origin.
    horizon : int
        Quarters ahead.

    Returns
    -------
    float64 array (horizon, series)
    """
    design = np.column_stack([np.ones(len(history) - 1), history[:-1]])
    fitted, *_ = np.linalg.lstsq(design, history[1:], rcond=None)
    now, ahead = history[-1], []
    for _ in range(horizon):
        now = fitted[0] + now @ fitted[1:]
        ahead.append(now)
    return np.array(ahead)


def autoregression(history: Values, horizon: int) -> Values:
    """Forecast every series with an AR(1) of its own, with a constant; shapes as above."""
    own = [vector_autoregression(series[:, None], horizon)[:, 0] for series in history.T]
    return np.column_stack(own)


def historical_mean(history: Values, horizon: int) -> Values:
    """Forecast the mean so far; shapes as above."""
    return np.tile(history.mean(axis=0), (horizon, 1))
