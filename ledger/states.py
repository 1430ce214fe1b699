"""Kinds of account, moves, and the levels of accounts."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kinds of account. An account is one kind of one budget line, and of one scheme or none."""

    APPROPRIATED = "appropriated"
    """Where a line's money comes from: the only account below zero, by the sum of all the others."""
    AVAILABLE = "available"
    """Free to be given: to a scheme, or by a scheme to a coupon. Striped."""
    COMMITTED = "committed"
    """Promised by a coupon that nobody has spent yet."""
    RESERVED = "reserved"
    """Held for one service whose price an SME has consented to."""
    PAYABLE = "payable"
    """Owed to a provider for an approved service."""
    IN_TRANSIT = "in_transit"
    """With the bank, net of tax, its report awaited."""
    WITHHELD = "withheld"
    """Tax kept back for the Revenue Department."""
    PAID = "paid"
    """With the provider, by the bank's word."""
    REMITTED = "remitted"
    """Tax sent to the Revenue Department."""
    RECOVERABLE = "recoverable"
    """Demanded back."""
    RECOVERED = "recovered"
    """Received back, its destination not yet decided."""
    WRITTEN_OFF = "written_off"
    """Demanded back, and given up by resolution."""
    RETURNED_TO_TREASURY = "returned_to_treasury"
    """Recovered annual-budget money, given back to the state."""
    LAPSED = "lapsed"
    """Not spent when the fiscal year closed, or come back after it."""


class Move(StrEnum):
    """A reason for money to move. Each has exactly one row in TABLE."""

    APPROPRIATE = "appropriate"
    ALLOT = "allot"
    TAKE_BACK = "take_back"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    GATHER = "gather"
    COMMIT = "commit"
    RESERVE = "reserve"
    UNRESERVE = "unreserve"
    RETURN_RESERVED = "return_reserved"
    APPROVE = "approve"
    DISPUTE = "dispute"
    SEND = "send"
    WITHHOLD = "withhold"
    PAY = "pay"
    REFUSE = "refuse"
    UNWITHHOLD = "unwithhold"
    RETURN_PAID = "return_paid"
    REMIT = "remit"
    RELEASE = "release"
    DEMAND = "demand"
    RECOVER = "recover"
    WRITE_OFF = "write_off"
    REUSE = "reuse"
    RETURN_TO_TREASURY = "return_to_treasury"
    LAPSE = "lapse"
    LAPSE_COMMITTED = "lapse_committed"
    LAPSE_RESERVED = "lapse_reserved"
    LAPSE_RECOVERED = "lapse_recovered"
    REVERSE = "reverse"


class Level(StrEnum):
    """Which of a line's accounts an end of a move names."""

    LINE = "line"
    """The line's own account, of no scheme."""
    SCHEME = "scheme"
    """The account of one scheme on that line."""
    EITHER = "either"
    """Of either; both ends then belong to the same one."""
