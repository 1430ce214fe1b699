"""The edge: requests, languages, access, forms, lists, errors, headers, logs. Domain code never imports this."""

from web.access import current_actor, in_capacity, list_view, public, requires, signed_in_only
from web.forms.form import Form, refused_to_form
from web.lists.listing import Column, Filter, ListPage, choice_filter, turn_filter
from web.lists.paging import CardPage, card_page

__all__ = [
    "CardPage",
    "Column",
    "Filter",
    "Form",
    "ListPage",
    "card_page",
    "choice_filter",
    "current_actor",
    "in_capacity",
    "list_view",
    "public",
    "refused_to_form",
    "requires",
    "signed_in_only",
    "turn_filter",
]
