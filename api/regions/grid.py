"""The geographic grid of `loket_cell`: which cells of about 11 km a circle touches."""

import math

CELLS_PER_DEGREE_LAT, CELLS_PER_DEGREE_LON, ROW = 10, 6.25, 4096
MANY = 80
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


def lexemes(lat: float, lon: float, km: float) -> list[str]:
    """The search facets of the cells that a circle touches: cells while they are few, else blocks of 4 by 4."""
    ranges = cell_ranges(lat, lon, km)
    if sum(last - first + 1 for first, last in ranges) <= MANY:
        return [f"g:{cell}" for first, last in ranges for cell in range(first, last + 1)]
    blocks = {
        (first // ROW // 4, column // 4) for first, last in ranges for column in range(first % ROW, last % ROW + 1)
    }
    return [f"h:{row}.{column}" for row, column in sorted(blocks)]
