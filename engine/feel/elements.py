"""Walking the elements of one DMN file and saying where something is wrong."""

from dataclasses import dataclass
from typing import NoReturn

from lxml import etree

from engine.feel.errors import FeelError

Element = etree._Element
_LANGUAGE = "expressionLanguage"


@dataclass(frozen=True, slots=True)
class Source:
    """A file being read: its name, its DMN namespace, the id of its decision once known."""

    file: str
    namespace: str
    decision: str | None = None

    def children(self, element: Element, tag: str) -> list[Element]:
        """The child elements of this DMN name."""
        return element.findall(f"{{{self.namespace}}}{tag}")

    def text(self, element: Element) -> str:
        """What stands in the `text` child, as written; nothing where there is none."""
        found = self.children(element, "text")
        return (found[0].text or "") if found else ""

    def refuse(self, code: str, message: str, element: Element, **facts: object) -> NoReturn:
        """Raise the error for this element."""
        raise FeelError(message, None, code, **self.place(element), **facts)

    def place(self, element: Element) -> dict[str, object]:
        """File, decision, element id and line, for an error's facts."""
        return {
            "file": self.file,
            "decision": self.decision,
            "element": element.get("id"),
            "line": element.sourceline,
        }

    def insist_on_feel(self, element: Element) -> None:
        """Refuse JUEL, JavaScript and whatever else a file may say its expressions are."""
        language = element.get(_LANGUAGE)
        if language is not None and "feel" not in language.lower():
            self.refuse(
                "dmn.unsupported", "表达式语言“%(found)s”不支持", element, found=language[:60]
            )
