"""What UPS's codes mean. Source: the appendix of UPS's Tracking API reference (2024), and recorded replies.

A scan has up to three codes. `statusCode` is the number of UPS's own sentence for customers; it is the
plainest, and the only one that tells a hold from its release (both have the same `code`). `code` says what
was scanned; the same letters mean different things for different types. `type` is always there.
"""

from integrations.couriers.status import TrackingStatus as S


def _split(codes: str) -> list[str]:
    return codes.split()


def _each(groups: dict[S, str]) -> dict[str, S]:
    return {code: status for status, codes in groups.items() for code in _split(codes)}


# `statusCode`, without leading zeros. Left out are 0, 148 and 163 (no information), 88 (a test), and
# what says nothing of the parcel's whereabouts: claims and investigations (127 to 130, 140 to 142),
# pick-ups and labels of returns (133), new delivery dates and photographs (153 to 156).
STATUSES = _each(
    {
        # 44 and 45 are on their way to UPS, 77 a pick-up planned, 166 for UPS's subsidiary Roadie.
        S.PRE_TRANSIT: "3 44 45 77 79 80 157 166",
        S.PICKED_UP: "38 160 167 168 169",
        # Cleared by customs: 14, 84, 134. With the post office or a partner of UPS: 73, 74, 137, 143.
        # Changes that somebody wished for: 18, 27, 28, 41, 42, 54, 56, 63, 82, 95 to 117, 120 to 122, 136.
        S.IN_TRANSIT: "5 10 14 16 18 25 27 28 39 41 42 47 54 56 57 63 70 71 73 74 75 82 84 87 93 94 95 96"
        " 97 98 99 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 120 121 122"
        " 134 136 137 138 143 158 159 164 165",
        S.CUSTOMS: "12 92 123 126",
        # Customs lack information, which somebody has to give.
        S.CUSTOMS_HOLD: "58 124 125",
        S.OUT_FOR_DELIVERY: "6 21 37 72 78 89 91 146 162",
        S.ATTEMPT_FAILED: "22 23 24 60 61 62 66 145",
        # 144 and 161 are at a post office or a shop, where the recipient takes them.
        S.AVAILABLE_FOR_PICKUP: "17 40 144 161",
        S.DELIVERED: "11 26",
        S.RETURNED: "34 35 36 67 81",
        # Delays and holds; what UPS must be told; refusals; loss, damage, seizure; what was cancelled (7,
        # 43); returns that somebody asked for (33, 118, 119); pick-ups that failed (65, 131, 135).
        S.EXCEPTION: "7 13 19 20 29 30 32 33 43 46 48 49 50 51 52 53 55 59 64 65 68 69 76 83 85 86 90 118"
        " 119 131 132 135 139 147 149",
    }
)
# Sentences so general ("On the Way", "Delivered", "Exception", "Delay") that the `code` can say more.
GENERAL = frozenset(_split("5 10 11 13 25 29 39 46 47 48 49 86 87 90 158 159 164 165"))

# `type`. U (a newer date of delivery) and NA (not available) tell nothing.
TYPES: dict[str, S] = {
    "M": S.PRE_TRANSIT,
    "MV": S.EXCEPTION,  # the label was voided
    "P": S.PICKED_UP,
    "I": S.IN_TRANSIT,
    "DO": S.IN_TRANSIT,  # freight: at the container station of the origin
    "DD": S.IN_TRANSIT,  # freight: at that of the destination
    "W": S.IN_TRANSIT,  # freight: in a warehouse
    "O": S.OUT_FOR_DELIVERY,
    "X": S.EXCEPTION,
    "D": S.DELIVERED,
    "RS": S.RETURNED,
}

# `code` of type M: the sender's manifest. DP and MP are received, VP is cancelled.
MANIFESTS = _each({S.PRE_TRANSIT: "DP MP RD", S.EXCEPTION: "VP"})
# `code` of types I and P: movement scans.
MOVEMENTS = _each(
    {
        S.PRE_TRANSIT: "OC PL SP",
        S.PICKED_UP: "OR PC PT PU XD",
        S.IN_TRANSIT: "AG AR AT CA CD CL DP DS EP HU IP LC LM UA UD UL WH XA XR YH YM YN YP",
        S.OUT_FOR_DELIVERY: "DL OD OF OT YF YI",
        S.EXCEPTION: "VP",
    }
)
# `code` of type X. Every other one is some delay or trouble.
EXCEPTIONS = _each(
    {
        S.PICKED_UP: "HF P4 Z5",
        S.IN_TRANSIT: "2D 2J 2O 83 BN DA EZ F0 F3 GD HL IP LX PG RB RC SR UI X0 XD YX ZK ZN ZV ZW",
        # Being prepared, reviewed or waited for, at customs, at other agencies, at the broker.
        S.CUSTOMS: "4C 5 7I 7M 1U 2N 2T 70 B2 B3 B4 B6 B8 BV BW BX C3 CE D5 DB DE E4 E8 E9 ER HW L3 OB R1"
        " R4 R5 RD RE RJ RM RP RU RZ S4 S5 SF SI SS SV SY T9 TT VK X2 X3 X4 X7 XJ XK XL XY Y1 Y5 YA Z1",
        # UPS asks the sender or the recipient for papers, or an agency keeps the parcel.
        S.CUSTOMS_HOLD: "1W 29 2B 40 43 4T 71 7P 7T 7U AO B5 B9 BA BB BD BE BG BH BJ BK BP CP CT CX CZ D0"
        " DK DN DY ES ET EU EV EW FE FF GF GZ L2 L4 L5 LV MI OI OQ OT R6 R7 RA RQ RR RS RX S1 S2 S3 SG"
        " SJ SL SN SP ST TG VP X5 X6 X8 X9 XA XB XC XE XG XN XO XV XW Y4",
        S.OUT_FOR_DELIVERY: "2K RK RL ZS",
        S.ATTEMPT_FAILED: "2X 48 49 51 52 55 5R 6R 89 AY C4 CI FM G3 G7 G8 GB HQ IQ IR KX KZ L1 OH PI YD ZM",
        S.AVAILABLE_FOR_PICKUP: "5G 8I EP I5 UE ZP ZQ",
        S.DELIVERED: "A0 F4 FT KM YC",
        S.RETURNED: "4S B0 H8 I1 PP TU UA UF YJ YK",
    }
)
# `code` of type D, where it is not the end of the way to the recipient.
DELIVERIES = _each(
    {
        S.AVAILABLE_FOR_PICKUP: "1N 2Q EP ZI ZP ZQ",
        S.IN_TRANSIT: "4X F7",
        S.RETURNED: "B0",
    }
)
CODES: dict[str, dict[str, S]] = {
    "M": MANIFESTS,
    "I": MOVEMENTS,
    "P": MOVEMENTS,
    "X": EXCEPTIONS,
    "D": DELIVERIES,
}
