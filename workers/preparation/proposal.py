"""Propose dimensions and questions for a job description, each with the passages that led to it."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from chalicelib.domain.language import Language
from chalicelib.domain.proposal import Passage, ProposedDimension, ProposedQuestion, Suggestions
from chalicelib.domain.question import BankQuestion, Scenario
from workers.preparation.evidence import Evidence, evidence
from workers.preparation.sections import Sentence, sentences
from workers.preparation.terms import key_terms
from workers.scoring.encoder import TextEncoder, Vectors
from workers.scoring.library import cosines

VERSION: Final = "1"
FEWEST, MOST = 3, 6
"""Dimensions of a proposal, as long as the description speaks for so many."""
KEEP: Final = 0.33
"""A dimension stays when it is this strong in proportion to the strongest."""
EACH_DIMENSION, ALL_QUESTIONS = 3, 12
SATURATION: Final = 1.2
"""Evidence that makes a dimension 63 % strong: one sentence is a hint, three are a demand."""
_LEAST_HUNDREDTHS: Final = 5
_PASSAGES: Final = 4
_WEAK: Final = 0.1
_OWN, _NEAR = 0.65, 0.35
"""Parts of a question's strength: its dimensions' weights, and how close it comes to a sentence."""
_FROM, _FULL = 0.1, 0.5
"""Cosine of a question with a sentence that counts for nothing and in full."""
_QUOTED: Final = 0.3
"""Cosine from which a sentence is given as a reason for a question."""


def propose(
    title: str,
    description: str,
    language: Language,
    scenario: Scenario,
    questions: Sequence[BankQuestion],
    encoder: TextEncoder,
) -> Suggestions:
    """What the description suggests, the strongest first. Offsets are places in `description`.

    Only questions that have a text in `language`, suit the scenario and are not archived are proposed: at most
    `EACH_DIMENSION` for each dimension, the first that a question names, and `ALL_QUESTIONS` together. The same
    input gives the same output. A description without a sentence about the work gives no suggestions.
    """
    parts = tuple(part for part in sentences(description) if part.weight > 0)
    chosen = _dimensions(parts, encoder) if parts else ()
    usable = [one for one in questions if _usable(one, language, scenario)]
    return Suggestions(
        key_terms=key_terms(title, description, encoder),
        dimensions=chosen,
        questions=_questions(usable, chosen, parts, language, encoder) if parts else (),
        versions={"proposal": VERSION, "encoder": f"{encoder.name} {encoder.version}"},
    )


def _dimensions(parts: tuple[Sentence, ...], encoder: TextEncoder) -> tuple[ProposedDimension, ...]:
    found = evidence(parts, encoder)
    strengths = {key: _strength(reasons) for key, reasons in found.items()}
    ranked = sorted(found, key=lambda key: (-strengths[key], -found[key][0].strength, key))
    strong = [key for key in ranked if strengths[key] >= KEEP * strengths[ranked[0]]][:MOST]
    kept = strong if len(strong) >= FEWEST else ranked[:FEWEST]
    weights = _weights([strengths[key] for key in kept])
    return tuple(
        ProposedDimension(key=key, weight=weight, strength=strengths[key], because=_because(found[key]))
        for key, weight in zip(kept, weights, strict=True)
    )


def _strength(reasons: Sequence[Evidence]) -> float:
    """0 to 1; one strong sentence says more than two faint ones."""
    told = sum(one.strength**1.5 for one in reasons if one.strength >= _WEAK)
    return max(round(1 - math.exp(-told / SATURATION), 4), 0.0001)


def _weights(strengths: Sequence[float]) -> list[float]:
    """Shares in proportion to the strengths, in hundredths that sum to one; the largest rests get what is left."""
    if not strengths:
        return []
    spare = 100 - _LEAST_HUNDREDTHS * len(strengths)
    exact = [_LEAST_HUNDREDTHS + spare * one / sum(strengths) for one in strengths]
    whole = [int(share) for share in exact]
    rests = sorted(range(len(exact)), key=lambda i: (-(exact[i] - whole[i]), i))
    for i in rests[: 100 - sum(whole)]:
        whole[i] += 1
    return [share / 100 for share in whole]


def _because(reasons: Sequence[Evidence]) -> tuple[Passage, ...]:
    """The strongest passages; those that are weak next to the strongest are left out."""
    kept = [one for one in reasons[:_PASSAGES] if one.strength >= max(_WEAK, 0.35 * reasons[0].strength)]
    return tuple(_passage(one.sentence) for one in kept or reasons[:1])


def _passage(part: Sentence) -> Passage:
    return Passage(text=part.text, start=part.start, end=part.end)


def _usable(question: BankQuestion, language: Language, scenario: Scenario) -> bool:
    suits = not question.scenarios or scenario in question.scenarios
    return suits and not question.archived and question.in_language(language) is not None


def _questions(
    usable: list[BankQuestion],
    chosen: tuple[ProposedDimension, ...],
    parts: tuple[Sentence, ...],
    language: Language,
    encoder: TextEncoder,
) -> tuple[ProposedQuestion, ...]:
    """The best of each dimension in turn, until every dimension has its questions or none is left."""
    wanted = {dimension.key: dimension for dimension in chosen}
    asked = [one for one in usable if any(key in wanted for key in one.dimensions)]
    if not asked:
        return ()
    texts = tuple(text.text for one in asked if (text := one.in_language(language)))
    close = cosines(_vectors(encoder, texts), encoder.encode([part.text for part in parts]))
    top = max(dimension.weight for dimension in chosen)
    rated = []
    for question, row in zip(asked, close, strict=True):
        best = max(range(len(parts)), key=lambda i: (float(row[i]) * parts[i].weight, -i))
        near = min(max((float(row[best]) - _FROM) / (_FULL - _FROM), 0.0), 1.0) * parts[best].weight
        shown = [key for key in question.dimensions if key in wanted]
        main = wanted[question.dimensions[0]].weight if question.dimensions[0] in wanted else 0.0
        own = 0.8 * main / top + 0.2 * max(wanted[key].weight for key in shown) / top
        quoted = (parts[best],) if float(row[best]) >= _QUOTED else ()
        because = tuple(dict.fromkeys((*map(_passage, quoted), *(wanted[key].because[0] for key in shown))))
        strength = round(_OWN * own + _NEAR * near, 4)
        rated.append(
            ProposedQuestion(question_id=question.id, dimensions=tuple(shown), strength=strength, because=because)
        )
    return _in_turn(rated, tuple(wanted), {one.id: one.dimensions[0] for one in asked})


def _in_turn(
    rated: list[ProposedQuestion], keys: tuple[str, ...], mains: dict[str, str]
) -> tuple[ProposedQuestion, ...]:
    rated = sorted(rated, key=lambda one: (-one.strength, one.question_id))
    taken: list[ProposedQuestion] = []
    for key in keys * EACH_DIMENSION:
        free = (one for one in rated if mains[one.question_id] == key and one not in taken)
        question = next(free, None)
        if question and len(taken) < ALL_QUESTIONS:
            taken.append(question)
    return tuple(sorted(taken, key=lambda one: (-one.strength, one.question_id)))


@lru_cache(maxsize=16)
def _vectors(encoder: TextEncoder, texts: tuple[str, ...]) -> Vectors:
    """Vectors of a bank's questions, which stay the same from job to job."""
    return encoder.encode(texts)
