"""The words of the core's own states, refusals and events; importing this registers them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.audit.rules import ReasonRefusal
from core.audit.words import SubjectKind
from core.commands import AuthorityRefusal
from core.counted import counted
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
                "This has changed since you opened it: somebody else was first, or it has already been done. Check it again."
            ),
        }
    ),
    Labels(
        {
            ReasonRefusal.REASON_MISSING: _l("Enter the reason."),
            ReasonRefusal.REASON_TOO_LONG: counted(
                "length",
                "Enter at most %(length)s character. This text has %(count)s.",
                "Enter at most %(length)s characters. This text has %(count)s.",
            ),
        }
    ),
    Labels(
        {
            FileProblem.EMPTY: _l("The file is empty. Choose another."),
            FileProblem.TOO_LARGE: _l(
                "The file is too large (at most %(most)s MB). Take a smaller picture, or scan in black and white.",
                most=MAX_MB,
            ),
            FileProblem.WRONG_KIND: _l(
                "Only PDF, JPEG, PNG and WebP files are accepted. Choose another file."
            ),
            FileProblem.DAMAGED: _l(
                "The file cannot be opened: it is damaged or protected by a password. Choose another file."
            ),
            FileProblem.TOO_MANY_PAGES: _l(
                "The file has too many pages (at most %(most)s). Send it in parts.", most=f"{MAX_PAGES:,}"
            ),
            FileProblem.TOO_MANY_PIXELS: _l(
                "The picture is too large (at most %(most)s million pixels). Take a smaller picture, or scan at a lower resolution.",
                most=MAX_PIXELS // 1_000_000,
            ),
            FileProblem.UNREADABLE: _l(
                "Checking the file took too long. Save it again as a PDF, or upload a picture of it."
            ),
        }
    ),
    Labels(
        {
            Busy.OTHER_FILES: _l(
                "Many files are being checked right now. Wait a few seconds, go back and send yours again."
            ),
            Busy.OTHER_LISTS: _l(
                "Several lists are being downloaded right now. Wait a few seconds, then try again."
            ),
        }
    ),
    Labels(
        {
            UploadLimit.REACHED: counted(
                "minutes",
                "You have reached the hourly limit for one person (files: %(most)s). You can continue in %(minutes)s minute.",
                "You have reached the hourly limit for one person (files: %(most)s). You can continue in %(minutes)s minutes.",
            ),
        }
    ),
    Labels(
        {
            AuthorityRefusal.CONNECTED: _l(
                "You are connected with a business or provider in this case, or were within the last year. Another person must do this."
            ),
        }
    ),
    Labels(
        {
            TypedProblem.ACCOUNT_LENGTH: _l(
                "Accounts at this bank have %(lengths)s digits. Check the number against the bank book."
            ),
            TypedProblem.ACCOUNT_NOT_DIGITS: _l("Enter only the digits of the account number."),
            TypedProblem.AMOUNT_BELOW_ZERO: _l("Enter an amount of zero or more."),
            TypedProblem.AMOUNT_COMMAS: _l(
                "Check the commas: enter the amount like this: 1,250 or 1,250.50."
            ),
            TypedProblem.AMOUNT_DECIMALS: _l(
                "Enter at most two digits after the point, for example, 1,250.50."
            ),
            TypedProblem.AMOUNT_NOT_BAHT: _l("Enter the amount in baht. Other currencies are not accepted."),
            TypedProblem.AMOUNT_TOO_LARGE: _l("This amount is too large. Check the number of digits."),
            TypedProblem.AMOUNT_WRONG: _l(
                "Enter the full amount in baht, in digits, for example, 42,000 or 42,000.50."
            ),
            TypedProblem.BANK_GONE: _l(
                "This bank no longer exists. Choose the bank that took over the account, as shown in the new bank book."
            ),
            TypedProblem.BANK_UNKNOWN: _l("Choose a bank from the list."),
            TypedProblem.BRANCH_WRONG: _l(
                "Enter the five digits of the branch, for example, 00000 for the head office."
            ),
            TypedProblem.DAY_MISSING: _l("Enter the day too, for example, 22/11/2026."),
            TypedProblem.DAY_UNKNOWN: _l(
                "This date does not exist. Enter day, month and year, for example, 22/11/2026."
            ),
            TypedProblem.DAY_WRONG: _l("Enter a date, for example, 22/11/2026 or 22 Nov 2026."),
            TypedProblem.EMAIL_AT_MISSING: _l(
                "The e-mail address needs an @, for example, name@example.com."
            ),
            TypedProblem.EMAIL_NOT_LATIN: _l(
                "Enter the part before @ in English letters. Check that your keyboard is set to English."
            ),
            TypedProblem.EMAIL_WRONG: _l(
                "This is not an e-mail address. Enter it like this: name@example.com."
            ),
            TypedProblem.ERA_DIFFERS: _l(
                "The year and the era (B.E. or A.D.) do not match. Check the year, or leave out the era."
            ),
            TypedProblem.FAMILY_NAME_MISSING: _l(
                "Enter the last name too. If there is none, tick the box to use only “%(meant)s”."
            ),
            TypedProblem.FIGURE_DECIMALS: _l("Enter at most %(decimals)s digits after the decimal point."),
            TypedProblem.FIGURE_TOO_LARGE: _l("This number is too large. Check the number of digits."),
            TypedProblem.FIGURE_WRONG: _l("Enter a number, for example, 1,250 or 12.5"),
            TypedProblem.NAME_WRONG: _l("Enter a name in letters."),
            TypedProblem.NUMBER_CHECK_DIGIT: _l(
                "This is not a valid 13-digit number. Check each digit against the certificate or the card."
            ),
            TypedProblem.NUMBER_FIRST_DIGIT: _l("No 13-digit number begins with 9. Check the first digit."),
            TypedProblem.NUMBER_LENGTH: _l("The number must have 13 digits, but this has %(count)s."),
            TypedProblem.NUMBER_LETTERS: _l("Enter digits only: there is a letter or a sign in the number."),
            TypedProblem.NUMBER_MADE_UP: _l(
                "This number is not in use. Copy the number from the certificate or the card."
            ),
            TypedProblem.NUMBER_SHORT_FORM: _l(
                "A spreadsheet has shortened this number. Copy all 13 digits from the certificate or the card."
            ),
            TypedProblem.NUMBER_ZERO_MISSING: _l(
                "Did you mean %(meant)s? The first 0 is missing (spreadsheets remove it). Tick the box if this is right."
            ),
            TypedProblem.PHONE_ABROAD: _l(
                "Enter a telephone number in Thailand. Foreign numbers are not accepted."
            ),
            TypedProblem.PHONE_PREFIX: _l(
                "Telephone numbers do not begin like this. Check the first digits."
            ),
            TypedProblem.PHONE_SEVERAL: _l("Enter only one telephone number."),
            TypedProblem.PHONE_TOO_LONG: _l("This number has too many digits. Check it."),
            TypedProblem.PHONE_TOO_SHORT: _l("This number has too few digits. Check it."),
            TypedProblem.PHONE_WRONG: _l(
                "Enter a telephone number, for example, 081-000-0001 or 02-000-1234."
            ),
            TypedProblem.PHONE_ZERO_MISSING: _l(
                "Did you mean %(meant)s? Telephone numbers begin with 0. Tick the box if this is right."
            ),
            TypedProblem.POSTCODE_LENGTH: _l("A postcode has five digits, for example, 50200."),
            TypedProblem.POSTCODE_LETTERS: _l("The postcode contains a letter. Enter digits only."),
            TypedProblem.POSTCODE_UNKNOWN: _l("This postcode does not exist. Check it."),
            TypedProblem.WEEKDAY_DIFFERS: _l(
                "This date is a different day of the week. Check the date, or leave out the weekday."
            ),
            TypedProblem.YEAR_MISSING: _l("Enter the year too, for example, 22/11/2026."),
            TypedProblem.YEAR_OUT_OF_RANGE: _l("Check the year: it is too far away."),
            TypedProblem.YEAR_UNCLEAR: _l("Enter the year with four digits, for example, 22/11/2026."),
        }
    ),
    Labels(
        {
            NumberKind.JURISTIC: _l("Juristic person"),
            NumberKind.STATE_OR_UNINCORPORATED: _l("State agency or unregistered group"),
            NumberKind.PERSON: _l("Natural person"),
            NumberKind.ALIEN: _l("Natural person, number of a foreigner"),
            NumberKind.ALIEN_WORKER: _l("Number of a foreign worker, to be confirmed by OSMEP"),
        }
    ),
    Labels(
        {
            WorkState.WAITING: _l("Waiting to start"),
            WorkState.RUNNING: _l("In progress"),
            WorkState.DONE: _l("Done"),
            WorkState.REFUSED: _l("Refused"),
            WorkState.FAILED: _l("Stopped after repeated errors"),
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
            MailState.ERASED: _l("Not delivered, text deleted"),
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
            WorkRefusal.UNDER_WAY: _l("This is already in progress."),
            WorkRefusal.RIGHT_WITHDRAWN: _l(
                "You no longer had permission when the task started. Nothing was changed. Ask somebody who has permission."
            ),
        }
    ),
)
AUDIT_WORDS = {
    "command.refused": _l("Action refused: no permission"),
    "long_work.asked": _l("Background task started"),
    "long_work.refused": _l("Background task refused"),
    "long_work.failed": _l("Background task failed"),
}
SUBJECTS = {"long_work": SubjectKind(_l("Background tasks"), "work.work", "work_id")}
