"""Match candidates with a job: requirements, key terms and overall meaning, each with its reason.

    score = 100 · (0.45 · R + 0.35 · C + 0.20 · O)

R  share of the stated requirements that are met; one that is not essential counts half. Unmet and unknown both earn
   nothing, so that silence does not pay; `Match.meets` tells them apart. Without requirements C and O count alone.
C  share of the key terms' weight that the text covers, each term once: 1 where a sentence tells of it, 0.7 in a bare
   list, 0.2 in a sentence copied from the description, up to 0.25 for closeness in meaning. Lists together earn at most
   half of C, so that writing all terms one after the other is worth less than telling of some.
O  the larger of C and the closeness in meaning of job and digest. The digest is a line or two: majors, titles and those
   skills that are not counted already. So naming one more of the job's terms never lowers O.

Protected attributes are taken out first. Nothing depends on the length of a CV, on schools, names or years of study.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from chalicelib.domain.candidate import Profile
from chalicelib.domain.match import Match, RequirementResult, TermMatch
from chalicelib.domain.proposal import KeyTerm
from chalicelib.domain.requirement import OneOfRequirement, Requirement
from workers.preparation import lexicon
from workers.preparation.cv_text import CvText, Runs, entry, is_chinese, runs, size
from workers.preparation.digest import digest
from workers.preparation.mentions import find, fold
from workers.preparation.sections import sentences
from workers.preparation.terms import key_terms
from workers.preparation.verdicts import verdict
from workers.scoring.encoder import TextEncoder, Vectors

VERSION: Final = "1"
_REQUIREMENTS, _COVERAGE, _OVERALL = 0.45, 0.35, 0.20
_DESIRABLE: Final = 0.5
TOLD, LISTED, COPIED, MEANT = 1.0, 0.7, 0.2, 0.25
"""What a term earns by the way in which the text has it."""
LISTS: Final = 0.5
"""The most that bare lists earn of the coverage."""
_OWN_WORDS: Final = {True: 6.0, False: 4.0}
"""Characters or words beside the job's terms, for each of them, from which on a sentence tells instead of lists."""
_TERM_FROM, _TERM_FULL = 0.25, 0.6
_JOB_FROM, _JOB_FULL = 0.1, 0.5
"""Cosines with the digest that count for nothing and in full."""


@dataclass(frozen=True, slots=True)
class _Term:
    """A key term, the ways to say it, its share of all terms' weight."""

    term: KeyTerm
    names: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class JobProfile:
    """All that is needed of a job to match any number of candidates; made once by `job_profile`."""

    requirements: tuple[Requirement, ...]
    terms: tuple[_Term, ...]
    counted: frozenset[str]
    """Names of terms and required skills, which the digest leaves out."""
    runs: Runs
    term_vectors: Vectors
    job_vector: Vectors
    encoder: TextEncoder

    def match(self, profile: Profile, text: str) -> Match:
        """One candidate; `text` is the CV's text or a summary, and may be empty. The same input, the same output."""
        cv = CvText(text, self.runs)
        results = tuple(verdict(requirement, profile, cv) for requirement in self.requirements)
        found = self._found(profile, cv)
        closeness = self._closeness(digest(profile, cv, self.counted))
        meaning = [_ramp(value, _TERM_FROM, _TERM_FULL) * MEANT for value in closeness[:-1]]
        coverage, terms = self._coverage(found, meaning)
        overall = max(coverage, _ramp(closeness[-1], _JOB_FROM, _JOB_FULL))
        return Match(
            score=round(_score(results, coverage, overall), 2),
            meets=_meets(results),
            requirements=results,
            terms=terms,
            versions={"matching": VERSION, "encoder": f"{self.encoder.name} {self.encoder.version}"},
        )

    def match_many(self, candidates: Iterable[tuple[Profile, str]]) -> Iterator[Match]:
        """Each candidate in turn, as they come; memory stays flat."""
        for profile, text in candidates:
            yield self.match(profile, text)

    def _found(self, profile: Profile, cv: CvText) -> list[tuple[float, str]]:
        """For each term the best way in which the candidate has it and the quote; 0 and nothing when not at all."""
        places = [[place for name in term.names for place in cv.mentions(name)] for term in self.terms]
        tells = _telling(cv, {place for spots in places for place in spots})
        stated = [entry(one) for one in (*profile.skills, *profile.certificates)]
        joined = "\n".join(folded for _, folded in stated)
        found: list[tuple[float, str]] = []
        for term, spots in zip(self.terms, places, strict=True):
            best = max(((tells[spot], -spot[0], spot) for spot in spots), default=None)
            names = [name for name in term.names if name in joined]
            listed = (
                next((e for e, f in stated if any(n in f and any(find(n, f, e)) for n in names)), "") if names else ""
            )
            if best and (best[0] >= LISTED or not listed):
                found.append((best[0], cv.quote(*best[2])))
            else:
                found.append((LISTED, listed) if listed else (0.0, ""))
        return found

    def _closeness(self, said: str) -> list[float]:
        """Cosines of the digest with each term and, last, with the job."""
        if not said:
            return [0.0] * (len(self.terms) + 1)
        vector = self.encoder.encode([said])[0]
        known = np.vstack([self.term_vectors, self.job_vector[None, :]])
        return [float(value) for value in np.einsum("id,d->i", known, vector)]

    def _coverage(self, found: list[tuple[float, str]], meaning: list[float]) -> tuple[float, tuple[TermMatch, ...]]:
        sure = lists = 0.0
        matches = []
        for term, (credit, quote), meant in zip(self.terms, found, meaning, strict=True):
            best = max(credit, meant)
            matches.append(
                TermMatch(term=term.term.term, weight=term.term.weight, similarity=round(best, 4), quote=quote)
            )
            if credit == LISTED:
                sure, lists = sure + meant * term.share, lists + (LISTED - meant) * term.share
            else:
                sure += best * term.share
        return min(sure + min(lists, LISTS), 1.0), tuple(matches)


def job_profile(
    title: str,
    description: str,
    requirements: tuple[Requirement, ...],
    encoder: TextEncoder,
    terms: tuple[KeyTerm, ...] | None = None,
) -> JobProfile:
    """Prepare a job; `terms` are its key terms where they are known already."""
    kept = key_terms(title, description, encoder) if terms is None else terms
    total = sum(term.weight for term in kept) or 1.0
    known = tuple(_Term(term, lexicon.names(fold(term.term)), term.weight / total) for term in kept)
    skills = [each.any_of for each in requirements if isinstance(each, OneOfRequirement)]
    parts = [part for part in sentences(description) if part.weight > 0]
    weights = [1.0, *(part.weight for part in parts)]
    job = np.average(encoder.encode([title, *(part.text for part in parts)]), axis=0, weights=weights)
    return JobProfile(
        requirements=requirements,
        terms=known,
        counted=frozenset(name for term in known for name in term.names)
        | frozenset(name for some in skills for one in some for name in lexicon.names(fold(one))),
        runs=runs(description),
        term_vectors=encoder.encode([term.term for term in kept]),
        job_vector=(job / max(float(np.linalg.norm(job)), 1e-12)).astype(np.float32),
        encoder=encoder,
    )


def _telling(cv: CvText, places: set[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """What a term earns at each place, which is the same for all places of one sentence."""
    inside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        inside[cv.sentence(place[0])[0]].append(place)
    earns: dict[tuple[int, int], float] = {}
    for start, spots in inside.items():
        if cv.is_copied(start):
            credit = COPIED
        else:
            said = cv.said(start)
            own = len(said) - sum(size(cv.folded[a:b]) for a, b in spots)
            credit = TOLD if own >= _OWN_WORDS[is_chinese(said)] * len(spots) else LISTED
        earns |= dict.fromkeys(spots, credit)
    return earns


def _score(results: tuple[RequirementResult, ...], coverage: float, overall: float) -> float:
    rest = _COVERAGE * coverage + _OVERALL * overall
    if not results:
        return 100 * rest / (_COVERAGE + _OVERALL)
    weights = [1.0 if result.requirement.essential else _DESIRABLE for result in results]
    met = sum(weight for weight, result in zip(weights, results, strict=True) if result.outcome == "met")
    return 100 * (_REQUIREMENTS * met / sum(weights) + rest)


def _meets(results: tuple[RequirementResult, ...]) -> Literal["yes", "no", "unknown"]:
    outcomes = {result.outcome for result in results if result.requirement.essential}
    if "unmet" in outcomes:
        return "no"
    return "unknown" if "unknown" in outcomes else "yes"


def _ramp(value: float, start: float, full: float) -> float:
    return min(max((value - start) / (full - start), 0.0), 1.0)
