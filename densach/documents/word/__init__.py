"""Word documents in the official layout: the door of this part."""

from .building import build_default_templates
from .checking import TemplateFinding, check_template
from .model import Annex, Cell, OfficialDocument, Section, Subsection
from .office import OFFICE_TEMPLATES, office_template
from .placeholders import DOCUMENT, Placeholder
from .rendering import Form, default_template, render_document

__all__ = [
    "DOCUMENT",
    "OFFICE_TEMPLATES",
    "Annex",
    "Cell",
    "Form",
    "OfficialDocument",
    "Placeholder",
    "Section",
    "Subsection",
    "TemplateFinding",
    "build_default_templates",
    "check_template",
    "default_template",
    "office_template",
    "render_document",
]
