"""Thailand as one square a province: where each is on a grid, and how it is abbreviated. Data of all tile maps.

Short names are those on Thai lists of provinces; in English the two letters of the HASC code.
"""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """One province: its two-digit DOPA code, its short names, and its column and row, counted from 1."""

    code: str
    short_th: str
    short_en: str
    column: int
    row: int


_TABLE = """
    57 ชร CR 4 1
    58 มส MH 2 2
    50 ชม CM 3 2
    56 พย PY 4 2
    55 นน NA 5 2
    51 ลพ LN 3 3
    52 ลป LG 4 3
    54 พร PR 5 3
    43 นค NK 8 3
    38 บก BK 9 3
    63 ตก TK 2 4
    64 สท SO 3 4
    53 อต UD 4 4
    65 พล PS 5 4
    42 ลย LE 6 4
    39 นภ NB 7 4
    41 อด UN 8 4
    47 สน SN 9 4
    48 นพ NF 10 4
    62 กพ KP 3 5
    66 พจ PC 4 5
    67 พช PH 5 5
    36 ชย CY 6 5
    40 ขก KK 7 5
    46 กส KL 8 5
    49 มห MD 9 5
    61 อน UT 3 6
    60 นว NS 4 6
    16 ลบ LB 5 6
    30 นม NR 6 6
    44 มค MS 7 6
    45 รอ RE 8 6
    35 ยส YS 9 6
    37 อจ AC 10 6
    71 กจ KN 2 7
    18 ชน CN 3 7
    17 สห SB 4 7
    19 สบ SR 5 7
    31 บร BR 7 7
    32 สร SU 8 7
    33 ศก SI 9 7
    34 อบ UR 10 7
    72 สพ SH 3 8
    15 อท AT 4 8
    14 อย PA 5 8
    26 นย NN 6 8
    25 ปจ PB 7 8
    27 สก SK 8 8
    70 รบ RT 2 9
    73 นฐ NP 3 9
    12 นบ NO 4 9
    13 ปท PT 5 9
    24 ฉช CC 6 9
    75 สส SM 2 10
    74 สค SS 3 10
    10 กท BM 4 10
    11 สป SP 5 10
    20 ชบ CB 6 10
    76 พบ PE 2 11
    21 รย RY 6 11
    22 จบ CT 7 11
    23 ตร TT 8 11
    77 ปข PK 2 12
    85 รน RN 1 13
    86 ชพ CP 2 13
    82 พง PG 1 14
    84 สฎ ST 2 14
    83 ภก PU 1 15
    81 กบ KR 2 15
    80 นศ NT 3 15
    92 ตง TG 2 16
    93 พท PL 3 16
    91 สต SA 3 17
    90 สข SG 4 17
    94 ปน PI 5 17
    95 ยล YL 5 18
    96 นธ NW 6 18
"""
TILES = tuple(
    Tile(code, short_th, short_en, int(column), int(row))
    for code, short_th, short_en, column, row in map(str.split, _TABLE.strip().splitlines())
)
