"""What the codes and the words of the U.S. Postal Service mean.

Sources: the scan events of USPS Publications 91 and 199, as they are repeated in public code, and recorded
replies. The list of international events (customs) is not public: those are known by their words.
"""

from integrations.couriers.status import TrackingStatus as S

# `eventCode`. Left out are 17 and 43: "picked up" is said at both ends of the way, so the category decides.
CODES: dict[str, S] = {
    "GX": S.PRE_TRANSIT,  # label made
    "MA": S.PRE_TRANSIT,  # announced by the sender's list
    "83": S.PRE_TRANSIT,  # tendered, not yet taken
    "89": S.PRE_TRANSIT,  # ordered at a merchant
    "03": S.PICKED_UP,  # accepted
    "AD": S.PICKED_UP,  # accepted at the destination
    "OA": S.PICKED_UP,  # accepted at the origin
    "PA": S.PICKED_UP,  # taken as accepted with its container
    "TM": S.PICKED_UP,  # came with its truck
    "UA": S.PICKED_UP,  # accepted at a facility
    "80": S.PICKED_UP,  # by a shipping partner
    "06": S.IN_TRANSIT,  # forwarded to a new address
    "07": S.IN_TRANSIT,  # at the post office of delivery
    "10": S.IN_TRANSIT,  # processed: arrived at, went through or left a facility
    "19": S.IN_TRANSIT,  # at a distribution centre
    "41": S.IN_TRANSIT,  # its sack was opened
    "42": S.IN_TRANSIT,  # handed to a shipping partner
    "81": S.IN_TRANSIT,  # at a shipping partner's
    "82": S.IN_TRANSIT,  # left there
    "A1": S.IN_TRANSIT,  # arrived
    "EF": S.IN_TRANSIT,  # left a sort facility
    "NT": S.IN_TRANSIT,  # between two facilities
    "PC": S.IN_TRANSIT,  # sorted for its route
    "SF": S.IN_TRANSIT,  # left a post office
    "T1": S.IN_TRANSIT,  # departed
    "TL": S.IN_TRANSIT,  # between two facilities
    "U1": S.IN_TRANSIT,  # arrived
    "OF": S.OUT_FOR_DELIVERY,
    "02": S.ATTEMPT_FAILED,  # notice left; 51 to 56 say why
    "30": S.ATTEMPT_FAILED,  # no access
    "51": S.ATTEMPT_FAILED,  # business closed
    "52": S.ATTEMPT_FAILED,
    "53": S.ATTEMPT_FAILED,  # letter box blocked
    "54": S.ATTEMPT_FAILED,  # letter box too small
    "55": S.ATTEMPT_FAILED,  # no safe place
    "56": S.ATTEMPT_FAILED,  # nobody entitled was in
    "14": S.AVAILABLE_FOR_PICKUP,
    "16": S.AVAILABLE_FOR_PICKUP,
    "01": S.DELIVERED,
    "09": S.RETURNED,  # goes back to the sender
    "27": S.RETURNED,  # nobody claimed it, so it goes back
    "31": S.RETURNED,  # nobody fetched it, so it goes back
    "04": S.EXCEPTION,  # refused
    "05": S.EXCEPTION,  # undeliverable as addressed; 21 to 29 say why, and a new address may still help
    "08": S.EXCEPTION,  # sent to a wrong place
    "11": S.EXCEPTION,  # dead letter
    "15": S.EXCEPTION,  # sent to a wrong place
    "21": S.EXCEPTION,  # no such number
    "22": S.EXCEPTION,  # insufficient address
    "23": S.EXCEPTION,  # moved, no new address
    "24": S.EXCEPTION,  # moved too long ago
    "25": S.EXCEPTION,  # unknown there
    "26": S.EXCEPTION,  # house empty
    "28": S.EXCEPTION,  # deceased
    "29": S.EXCEPTION,  # other
    "44": S.EXCEPTION,  # called back by the sender
    "71": S.EXCEPTION,  # put off to the next day
    "DX": S.EXCEPTION,  # nobody scanned a delivery
}

# Words in `eventType`, in lower case; the first that is found counts. They stand in for codes we do not know.
WORDS: tuple[tuple[str, S], ...] = (
    ("original sender", S.RETURNED),
    ("return to sender", S.RETURNED),
    ("returned to sender", S.RETURNED),
    ("returns agent", S.RETURNED),
    ("out of customs", S.IN_TRANSIT),
    ("released from", S.IN_TRANSIT),
    ("clearance processing complete", S.IN_TRANSIT),
    ("held in customs", S.CUSTOMS_HOLD),
    ("customs", S.CUSTOMS),
    ("notice left", S.ATTEMPT_FAILED),
    ("delivery attempt", S.ATTEMPT_FAILED),
    ("attempted delivery", S.ATTEMPT_FAILED),
    ("missed delivery", S.ATTEMPT_FAILED),
    ("not available", S.ATTEMPT_FAILED),
    ("no access", S.ATTEMPT_FAILED),
    ("business closed", S.ATTEMPT_FAILED),
    ("schedule redelivery", S.ATTEMPT_FAILED),
    ("available for", S.AVAILABLE_FOR_PICKUP),
    ("ready for pickup", S.AVAILABLE_FOR_PICKUP),
    ("held at post office", S.AVAILABLE_FOR_PICKUP),
    ("exception", S.EXCEPTION),
    ("delay", S.EXCEPTION),
    ("arriving late", S.EXCEPTION),
    ("rescheduled", S.EXCEPTION),
    ("undeliverable", S.EXCEPTION),
    ("insufficient address", S.EXCEPTION),
    ("incorrect address", S.EXCEPTION),
    ("refused", S.EXCEPTION),
    ("damaged", S.EXCEPTION),
    ("seized", S.EXCEPTION),
    ("disposed", S.EXCEPTION),
    ("awaiting delivery scan", S.EXCEPTION),
    ("out for delivery", S.OUT_FOR_DELIVERY),
    ("shipping partner", S.IN_TRANSIT),
    ("label created", S.PRE_TRANSIT),
    ("pre-shipment", S.PRE_TRANSIT),
    ("awaiting item", S.PRE_TRANSIT),
    ("preparing shipment", S.PRE_TRANSIT),
    ("accept", S.PICKED_UP),
    ("in possession", S.PICKED_UP),
    ("final delivery", S.IN_TRANSIT),
    ("arriv", S.IN_TRANSIT),
    ("depart", S.IN_TRANSIT),
    ("dispatch", S.IN_TRANSIT),
    ("in transit", S.IN_TRANSIT),
    ("process", S.IN_TRANSIT),
    ("sorting complete", S.IN_TRANSIT),
    ("forwarded", S.IN_TRANSIT),
    ("redelivery scheduled", S.IN_TRANSIT),
    ("preparing for delivery", S.IN_TRANSIT),
)

# `statusCategory` of the whole item, in lower case. It decides when the newest event is not understood.
CATEGORIES: dict[str, S] = {
    "pre-shipment": S.PRE_TRANSIT,
    "accepted": S.PICKED_UP,
    "in transit": S.IN_TRANSIT,
    "in-transit": S.IN_TRANSIT,
    "moving through network": S.IN_TRANSIT,
    "preparing for delivery": S.IN_TRANSIT,
    "out for delivery": S.OUT_FOR_DELIVERY,
    "delivery attempt": S.ATTEMPT_FAILED,
    "delivery attempt: action needed": S.ATTEMPT_FAILED,
    "available for pickup": S.AVAILABLE_FOR_PICKUP,
    "delivered": S.DELIVERED,
    "alert": S.EXCEPTION,
}
