"""Read one sample of the judge: a level that verbatim quotes back, or why it is discarded."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from chalicelib.domain.judge import Discard
from workers.scoring import features, quality_gate
from workers.scoring.dimension import LEVELS

if TYPE_CHECKING:
    from chalicelib.domain.judge import JudgeQuote
    from chalicelib.domain.language import Language
    from workers.judging.quotes import Said

SHORTEST_QUOTE: Final = {"en": 3, "zh": 4}
"""Words or characters below which a quote shows nothing: single words stand in every answer."""
MOST_QUOTES: Final = 8
LONGEST_REASON: Final = 600
OWN_SCRIPT: Final = 0.5
"""Share of letters that a reason must have in the script of the language that was asked for."""
_FENCE: Final = re.compile(r"```(?:json)?\s*\n(\{[^`]*\})\s*\n```")


class Vote(NamedTuple):
    """A valid sample."""

    level: int
    quotes: tuple[JudgeQuote, ...]
    reason: str | None


def read_vote(text: str, said: Said, language: Language) -> Vote | Discard:
    """The sample's vote, or why it does not count. `text` is whatever the model wrote."""
    try:
        answer = json.loads(_unfenced(text), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return "invalid_json"
    if not isinstance(answer, dict):
        return "invalid_json"
    level, quotes = answer.get("level"), answer.get("quotes")
    if type(level) is not int or not 1 <= level <= LEVELS:
        return "unknown_level"
    if not isinstance(quotes, list) or not 1 <= len(quotes) <= MOST_QUOTES:
        return "invalid_json"
    found: list[JudgeQuote] = []
    for quote in quotes:
        checked = _check(quote, said)
        if isinstance(checked, str):
            return checked
        found.append(checked)
    return Vote(level, tuple(dict.fromkeys(found)), _reason(answer.get("reason"), language))


def _unfenced(text: str) -> str:
    """Without the one block of code that many models put around JSON, whatever they are told."""
    found = _FENCE.fullmatch(text.strip())
    return found[1] if found else text


def _check(quote: object, said: Said) -> JudgeQuote | Discard:
    text = quote.get("text") if isinstance(quote, dict) else None
    if not isinstance(text, str):
        return "invalid_json"
    found = said.find(text)
    if found is None:
        return "quote_not_found"
    if features.size(found.text) < SHORTEST_QUOTE[features.language_of(found.text)]:
        return "quote_too_short"
    # Words for whoever scores are verbatim too, and evidence of nothing.
    return "addresses_the_judge" if quality_gate.JUDGE.search(features.clean(found.text)) else found


def _reason(reason: Any, language: Language) -> str | None:
    """The reason as one printable line; none where it is in another language than the readers'."""
    if not isinstance(reason, str):
        return None
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())[:LONGEST_REASON]
    han, latin, _ = features.script_shares(line)
    share = han if language == "zh" else latin
    return line if line and share >= OWN_SCRIPT else None


def _refuse(constant: str) -> float:
    raise ValueError(constant)
