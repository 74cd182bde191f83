"""The geographic grid of `loket_cell`: which cells a circle touches, as ranges per row of the grid."""

import math

CELLS_PER_DEGREE_LAT, CELLS_PER_DEGREE_LON, ROW = 10, 6.25, 4096
KM_PER_DEGREE = 2 * math.pi * 6371.0088 / 360


def _row(lat: float) -> int:
    return math.floor((lat + 90) * CELLS_PER_DEGREE_LAT)


def _column(lon: float) -> int:
    return math.floor((lon + 180) * CELLS_PER_DEGREE_LON)


def cell_ranges(lat: float, lon: float, km: float) -> list[tuple[int, int]]:
    """(first, last) cell of every row that lies within `km` of the point; more cells, never fewer."""
    reach = km / KM_PER_DEGREE * 1.001
    south, north = max(lat - reach, -90.0), min(lat + reach, 90.0)
    widest = math.cos(math.radians(min(max(abs(south), abs(north)), 89.0)))
    aside = min(reach / widest * 1.01, 360.0)
    west, east = max(lon - aside, -180.0), min(lon + aside, 180.0)
    first, last = _column(west), _column(east)
    return [(row * ROW + first, row * ROW + last) for row in range(_row(south), _row(north) + 1)]
