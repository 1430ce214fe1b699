"""The words of the core's own states, refusals and events; importing this registers them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.rules import ReasonRefusal
from core.audit.words import SubjectKind
from core.commands import AuthorityRefusal
from core.documents.limits import MAX_MB, MAX_PAGES, MAX_PIXELS
from core.documents.operations import FileProblem
from core.documents.slots import Busy
from core.documents.uploads import UploadLimit
from core.errors import StateReason
from core.labels import Labels
from core.mail.states import MailState
from core.tasks.states import WorkRefusal, WorkState
from core.typed.problems import TypedProblem
from core.typed.thirteen import NumberKind

LABELS = (
    Labels(
        {
            StateReason.MOVED_ON: _l(
                "Someone else was first, or this was done already: it no longer stands where this can be done. Look at it again."
            ),
        }
    ),
    Labels(
        {
            ReasonRefusal.REASON_MISSING: _l("Write the reason."),
            ReasonRefusal.REASON_TOO_LONG: _l("Write at most %(length)s characters; this has %(count)s."),
        }
    ),
    Labels(
        {
            FileProblem.EMPTY: _l("The file is empty. Choose another."),
            FileProblem.TOO_LARGE: _l(
                "The file is too large: %(most)s MB at most. Take a smaller picture, or scan in grey.",
                most=MAX_MB,
            ),
            FileProblem.WRONG_KIND: _l("Only PDF, JPEG, PNG and WebP files are taken."),
            FileProblem.DAMAGED: _l("The file is damaged or protected by a password, and cannot be opened."),
            FileProblem.TOO_MANY_PAGES: _l(
                "The file has too many pages: %(most)s at most. Send it in parts.", most=f"{MAX_PAGES:,}"
            ),
            FileProblem.TOO_MANY_PIXELS: _l(
                "The picture is too large: %(most)s million pixels at most. Take a smaller picture, or scan less finely.",
                most=MAX_PIXELS // 1_000_000,
            ),
            FileProblem.UNREADABLE: _l(
                "Checking the file took too long. Print or save it anew as a PDF, or send a picture of it."
            ),
        }
    ),
    Labels(
        {
            Busy.OTHER_FILES: _l(
                "Many files are being checked just now. Wait some seconds, go back and send yours again."
            ),
            Busy.OTHER_LISTS: _l(
                "Several lists are being downloaded at this moment. Wait some seconds, then try again."
            ),
        }
    ),
    Labels(
        {
            UploadLimit.REACHED: _l(
                "You have sent %(most)s files within an hour, as many as one person may. You can go on in %(minutes)s minutes."
            ),
        }
    ),
    Labels(
        {
            AuthorityRefusal.CONNECTED: _l(
                "You are connected with a business or provider that this concerns, or were within the last year."
                " Another person must do it."
            ),
        }
    ),
    Labels(
        {
            TypedProblem.ACCOUNT_LENGTH: _l(
                "Accounts at this bank have %(lengths)s digits. Check the number against the bank book."
            ),
            TypedProblem.ACCOUNT_NOT_DIGITS: _l("Write only the digits of the account number."),
            TypedProblem.AMOUNT_BELOW_ZERO: _l("Write an amount that is not below zero."),
            TypedProblem.AMOUNT_COMMAS: _l("Check the commas: write the amount as 1,250 or 1,250.50."),
            TypedProblem.AMOUNT_DECIMALS: _l("Write at most two digits after the point, such as 1,250.50."),
            TypedProblem.AMOUNT_NOT_BAHT: _l("Write the amount in baht; other currencies are not accepted."),
            TypedProblem.AMOUNT_TOO_LARGE: _l("This amount is too large. Check the number of digits."),
            TypedProblem.AMOUNT_WRONG: _l(
                "Write an amount in baht, in digits and in full, such as 42,000 or 42,000.50."
            ),
            TypedProblem.BANK_GONE: _l(
                "This bank no longer exists. Choose the bank that took over the account, as in the new bank book."
            ),
            TypedProblem.BANK_UNKNOWN: _l("Choose a bank from the list."),
            TypedProblem.BRANCH_WRONG: _l(
                "Write the five digits of the branch, such as 00000 for the head office."
            ),
            TypedProblem.DAY_MISSING: _l("Write the day too, such as 22/11/2026."),
            TypedProblem.DAY_UNKNOWN: _l(
                "There is no such day. Write day, month and year, such as 22/11/2026."
            ),
            TypedProblem.DAY_WRONG: _l("Write a day, such as 22/11/2026 or 22 Nov 2026."),
            TypedProblem.EMAIL_AT_MISSING: _l("The e-mail address needs an @, such as name@example.com."),
            TypedProblem.EMAIL_NOT_LATIN: _l(
                "Write the part before @ in English letters. Check that your keyboard is set to English."
            ),
            TypedProblem.EMAIL_WRONG: _l("This is not an e-mail address. Write it as name@example.com."),
            TypedProblem.ERA_DIFFERS: _l(
                "The year does not fit its era. Check the year, or leave the era out."
            ),
            TypedProblem.FAMILY_NAME_MISSING: _l(
                "Write the surname too. If there is none, tick the box to keep “%(meant)s” alone."
            ),
            TypedProblem.NAME_WRONG: _l("Write a name in letters."),
            TypedProblem.NUMBER_CHECK_DIGIT: _l(
                "This is not a valid 13-digit number. Check each digit against the certificate or the card."
            ),
            TypedProblem.NUMBER_FIRST_DIGIT: _l("No number begins with 9. Check the first digit."),
            TypedProblem.NUMBER_LENGTH: _l("The number has 13 digits; this has %(count)s."),
            TypedProblem.NUMBER_LETTERS: _l("Write digits only: there is a letter or a sign in the number."),
            TypedProblem.NUMBER_MADE_UP: _l(
                "Nobody has this number. Copy the number from the certificate or the card."
            ),
            TypedProblem.NUMBER_SHORT_FORM: _l(
                "A spreadsheet has shortened this number. Copy all 13 digits from the certificate or the card."
            ),
            TypedProblem.NUMBER_ZERO_MISSING: _l(
                "Did you mean %(meant)s? The first 0 is missing; spreadsheets drop it. Tick the box if this is right."
            ),
            TypedProblem.PHONE_ABROAD: _l("Write a number in Thailand; numbers abroad are not accepted."),
            TypedProblem.PHONE_PREFIX: _l("No telephone number begins like this. Check the first digits."),
            TypedProblem.PHONE_SEVERAL: _l("Write one telephone number only."),
            TypedProblem.PHONE_TOO_LONG: _l("This number has too many digits. Check it."),
            TypedProblem.PHONE_TOO_SHORT: _l("This number has too few digits. Check it."),
            TypedProblem.PHONE_WRONG: _l("Write a telephone number, such as 081-000-0001 or 02-000-1234."),
            TypedProblem.PHONE_ZERO_MISSING: _l(
                "Did you mean %(meant)s? Telephone numbers begin with 0. Tick the box if this is right."
            ),
            TypedProblem.POSTCODE_LENGTH: _l("A postcode has five digits, such as 50200."),
            TypedProblem.POSTCODE_LETTERS: _l("Write digits only: there is a letter in the postcode."),
            TypedProblem.POSTCODE_UNKNOWN: _l("No place has this postcode. Check it."),
            TypedProblem.WEEKDAY_DIFFERS: _l(
                "This day falls on another day of the week. Check the date, or leave the weekday out."
            ),
            TypedProblem.YEAR_MISSING: _l("Write the year too, such as 22/11/2026."),
            TypedProblem.YEAR_OUT_OF_RANGE: _l("Check the year: it is too far away."),
            TypedProblem.YEAR_UNCLEAR: _l("Write the year in four digits, such as 22/11/2026."),
        }
    ),
    Labels(
        {
            NumberKind.JURISTIC: _l("Juristic person"),
            NumberKind.STATE_OR_UNINCORPORATED: _l("State body or unincorporated body"),
            NumberKind.PERSON: _l("Natural person"),
            NumberKind.ALIEN: _l("Natural person, number of an alien"),
            NumberKind.ALIEN_WORKER: _l("Alien worker’s number: OSMEP confirms it"),
        }
    ),
    Labels(
        {
            WorkState.WAITING: _l("Waiting for its turn"),
            WorkState.RUNNING: _l("Under way"),
            WorkState.DONE: _l("Done"),
            WorkState.REFUSED: _l("Refused"),
            WorkState.FAILED: _l("Given up"),
        },
        {
            WorkState.WAITING: "wait",
            WorkState.RUNNING: "brand",
            WorkState.DONE: "good",
            WorkState.REFUSED: "bad",
            WorkState.FAILED: "bad",
        },
    ),
    Labels(
        {
            MailState.WAITING: _l("Waiting to be sent"),
            MailState.SENT: _l("Sent"),
            MailState.GIVEN_UP: _l("Not delivered"),
            MailState.ERASED: _l("Not delivered, text erased"),
        },
        {
            MailState.WAITING: "wait",
            MailState.SENT: "good",
            MailState.GIVEN_UP: "bad",
            MailState.ERASED: "bad",
        },
    ),
    Labels(
        {
            WorkRefusal.UNDER_WAY: _l("This is being done already."),
            WorkRefusal.RIGHT_WITHDRAWN: _l(
                "You no longer had the right to do this when it began. Nothing was changed. Ask somebody who has it."
            ),
        }
    ),
)
AUDIT_WORDS = {
    "command.refused": _l("Command refused for want of authority"),
    "long_work.asked": _l("Long work asked for"),
    "long_work.refused": _l("Long work refused"),
    "long_work.failed": _l("Long work given up"),
}
SUBJECTS = {"long_work": SubjectKind(_l("Long work"), "work.work", "work_id")}
