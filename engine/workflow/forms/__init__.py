"""Forms: read strictly from ``forms/KEY.json``, and what people send in checked against them."""

from engine.workflow.forms.definition import Answers, Form, Next
from engine.workflow.forms.fields import Field, Label, Option
from engine.workflow.forms.reading import FormRefused, Problem, read_form

__all__ = [
    "Answers",
    "Field",
    "Form",
    "FormRefused",
    "Label",
    "Next",
    "Option",
    "Problem",
    "read_form",
]
