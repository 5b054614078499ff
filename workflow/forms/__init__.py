"""The inputs of the deeds, as plain Django forms. The console dresses them; pages and API share the rules.

Each deed's form takes the `subject` it is about and answers `inputs()`: the keyword arguments of
the deed's service.
"""

from workflow.forms.base import DeedForm
from workflow.forms.deeds import (
    AnswerForm,
    AskCustomerForm,
    BuyForm,
    CancelForm,
    ExtendForm,
    NoteForm,
    ReasonForm,
    RejectForm,
    ReweighForm,
    ShipForm,
    WeighForm,
)
from workflow.forms.items import CorrectItemForm, DraftPriceForm
from workflow.forms.lines import LineField, LinesField, clean_line, clean_lines
from workflow.forms.message import DeskNoteForm, MessageForm
from workflow.forms.pricing import ItemPricesForm
from workflow.forms.request import AddressForm, RequestForm, RequestItemForm
from workflow.forms.screening import ScreeningForm

__all__ = [
    "AddressForm",
    "AnswerForm",
    "AskCustomerForm",
    "BuyForm",
    "CancelForm",
    "CorrectItemForm",
    "DeedForm",
    "DeskNoteForm",
    "DraftPriceForm",
    "ExtendForm",
    "ItemPricesForm",
    "LineField",
    "LinesField",
    "MessageForm",
    "NoteForm",
    "ReasonForm",
    "RejectForm",
    "RequestForm",
    "RequestItemForm",
    "ReweighForm",
    "ScreeningForm",
    "ShipForm",
    "WeighForm",
    "clean_line",
    "clean_lines",
]
