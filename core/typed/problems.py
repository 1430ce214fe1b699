"""Why something typed could not be read: the closed list, and the exception that carries one of it."""

from __future__ import annotations

from enum import StrEnum

from core.errors import Refused


class TypedProblem(StrEnum):
    """Why what was typed into a field cannot be read."""

    ACCOUNT_LENGTH = "account_length"
    ACCOUNT_NOT_DIGITS = "account_not_digits"
    AMOUNT_BELOW_ZERO = "amount_below_zero"
    AMOUNT_COMMAS = "amount_commas"
    AMOUNT_DECIMALS = "amount_decimals"
    AMOUNT_NOT_BAHT = "amount_not_baht"
    AMOUNT_TOO_LARGE = "amount_too_large"
    AMOUNT_WRONG = "amount_wrong"
    BANK_GONE = "bank_gone"
    BANK_UNKNOWN = "bank_unknown"
    BRANCH_WRONG = "branch_wrong"
    DAY_MISSING = "day_missing"
    DAY_UNKNOWN = "day_unknown"
    DAY_WRONG = "day_wrong"
    EMAIL_AT_MISSING = "email_at_missing"
    EMAIL_NOT_LATIN = "email_not_latin"
    EMAIL_WRONG = "email_wrong"
    ERA_DIFFERS = "era_differs"
    FAMILY_NAME_MISSING = "family_name_missing"
    FIGURE_DECIMALS = "figure_decimals"
    FIGURE_TOO_LARGE = "figure_too_large"
    FIGURE_WRONG = "figure_wrong"
    NAME_WRONG = "name_wrong"
    NUMBER_CHECK_DIGIT = "number_check_digit"
    NUMBER_FIRST_DIGIT = "number_first_digit"
    NUMBER_LENGTH = "number_length"
    NUMBER_LETTERS = "number_letters"
    NUMBER_MADE_UP = "number_made_up"
    NUMBER_SHORT_FORM = "number_short_form"
    NUMBER_ZERO_MISSING = "number_zero_missing"
    PHONE_ABROAD = "phone_abroad"
    PHONE_PREFIX = "phone_prefix"
    PHONE_SEVERAL = "phone_several"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_WRONG = "phone_wrong"
    PHONE_ZERO_MISSING = "phone_zero_missing"
    POSTCODE_LENGTH = "postcode_length"
    POSTCODE_LETTERS = "postcode_letters"
    POSTCODE_UNKNOWN = "postcode_unknown"
    WEEKDAY_DIFFERS = "weekday_differs"
    YEAR_MISSING = "year_missing"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    YEAR_UNCLEAR = "year_unclear"


class Unreadable(Refused, ValueError):
    """What was typed has no reading. `reason` is a TypedProblem; `facts` fill its words.

    `meant` is the value that was probably meant, for the person to confirm: it is asked, never taken silently.
    """

    def __init__(self, problem: TypedProblem, *, meant: str | None = None, **facts: object) -> None:
        super().__init__(problem, **(facts if meant is None else {"meant": meant, **facts}))
        self.meant = meant
