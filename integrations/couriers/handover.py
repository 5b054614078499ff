"""When a courier hands a parcel on: who carries it further under the same number."""

from integrations.couriers.base import Track

# Korea Post's letters for what happens in the country of destination: arrived (D), held by customs (E),
# left the exchange office (F), at the delivery office (G), attempted (H), delivered (I).
ARRIVED = frozenset("DEFGHI")


def onward(courier_code: str, track: Track) -> str:
    """The code of the courier who carries the parcel further under the same number, or "".

    An EMS parcel is the U.S. Postal Service's from its arrival in the United States on, the only
    country we send to; that stays so after its delivery. All others go to the door themselves.
    """
    if courier_code == "ems" and any(scan.code in ARRIVED for scan in track.scans):
        return "usps"
    return ""
