"""The lottery among equals: per match the first 4 bytes of sha256 of `seed|request|offer|week`, big-endian."""

from hashlib import sha256

import numpy as np

from api.matching.rounds.instance import Instance
from api.matching.rounds.network import Ints, Small
from api.matching.rounds.pairs import Slots

LARGEST = 2**32 - 1


def draws(instance: Instance, slots: Slots, request: Small, slot: Small) -> Ints:
    """What each (request, slot) drew; the smallest sum wins."""
    asked = [f"{instance.seed}|{row.id}|".encode() for row in instance.requests]
    weeks = [week.isoformat() for week in slots.weeks]
    places = {
        n: f"{instance.offers[slots.offer[n]].id}|{weeks[slots.week[n]]}".encode() for n in np.unique(slot).tolist()
    }
    pairs = zip(request.tolist(), slot.tolist(), strict=True)
    drawn = (int.from_bytes(sha256(asked[r] + places[s]).digest()[:4], "big") for r, s in pairs)
    return np.fromiter(drawn, np.int64, len(request))
