"""Key terms, dimensions and questions from realistic descriptions."""

from decimal import Decimal

import pytest

from chalicelib.domain.proposal import Suggestions
from chalicelib.domain.protected import protected_attribute
from chalicelib.domain.question import BankQuestion, QuestionText
from chalicelib.starter import questions
from tests.workers.preparation.descriptions import ALL, JAVA, LEAD, MIXED, NURSE, RESEARCH, SALES, SUPPORT, Described
from workers.preparation.proposal import propose
from workers.preparation.sections import sentences
from workers.preparation.terms import key_terms
from workers.scoring.encoder import TextEncoder, load_encoder

BANK = tuple(questions().values())
each = pytest.mark.parametrize("job", ALL, ids=lambda job: job.key)


def proposed(job: Described, encoder: TextEncoder, bank: tuple[BankQuestion, ...] = BANK) -> Suggestions:
    return propose(job.title, job.text, job.language, job.scenario, bank, encoder)


@each
def test_the_dimensions_are_those_that_a_recruiter_expects(job: Described, encoder: TextEncoder) -> None:
    ranked = [dimension.key for dimension in proposed(job, encoder).dimensions]
    assert len(job.expected & set(ranked[:3])) >= 2, ranked
    assert set(job.first) & set(ranked[:2]), ranked


@each
def test_three_to_six_dimensions_whose_weights_sum_to_one(job: Described, encoder: TextEncoder) -> None:
    found = proposed(job, encoder).dimensions
    weights = [Decimal(str(dimension.weight)) for dimension in found]
    assert 3 <= len(found) <= 6
    assert sum(weights) == 1
    assert weights == sorted(weights, reverse=True)
    assert all(weight == round(weight, 2) for weight in weights)


@each
def test_every_passage_is_verbatim_and_speaks_of_no_protected_attribute(job: Described, encoder: TextEncoder) -> None:
    found = proposed(job, encoder)
    passages = [passage for term in found.key_terms for passage in term.passages]
    passages += [passage for dimension in found.dimensions for passage in dimension.because]
    passages += [passage for question in found.questions for passage in question.because]
    assert passages
    for passage in passages:
        assert job.text[passage.start : passage.end] == passage.text
        assert protected_attribute(passage.text) is None


@each
def test_questions_fit_the_language_the_scenario_and_the_limits(job: Described, encoder: TextEncoder) -> None:
    found = proposed(job, encoder)
    keys = {dimension.key for dimension in found.dimensions}
    bank = questions()
    assert 3 <= len(found.questions) <= 12
    assert len({one.question_id for one in found.questions}) == len(found.questions)
    for one in found.questions:
        assert set(one.dimensions) <= keys
        assert not bank[one.question_id].scenarios or job.scenario in bank[one.question_id].scenarios
    for key in keys:
        assert sum(one.dimensions[0] == key for one in found.questions) <= 3


@each
def test_key_terms_are_those_of_the_trade(job: Described, encoder: TextEncoder) -> None:
    found = key_terms(job.title, job.text, encoder)
    terms = [one.term.lower() for one in found]
    assert set(job.terms) <= set(terms)
    assert len(set(terms)) == len(terms)
    assert found[0].weight == 1
    for told in (
        "五险一金",
        "双休",
        "competitive salary",
        "equal opportunity",
        "岁",
        "男",
        "40",
        "福利",
        "pension",
        "responsibilities",
    ):
        assert not [term for term in terms if told in term]


def test_the_same_input_gives_the_same_output(encoder: TextEncoder) -> None:
    first = [proposed(job, encoder).model_dump_json() for job in (JAVA, MIXED, SUPPORT)]
    sentences.cache_clear()
    fresh = load_encoder()
    assert [proposed(job, fresh).model_dump_json() for job in (MIXED, SUPPORT, JAVA)] == [first[1], first[2], first[0]]


def test_archived_questions_and_those_without_the_language_are_not_proposed(encoder: TextEncoder) -> None:
    english = tuple(one.model_copy(update={"zh": None}) for one in BANK)
    archived = tuple(one.model_copy(update={"archived": True}) for one in BANK)
    assert proposed(SALES, encoder, english).questions == ()
    assert proposed(SUPPORT, encoder, archived).questions == ()
    assert proposed(SUPPORT, encoder, english).questions


def test_a_tenants_own_question_that_is_close_to_the_duty_comes_first_in_its_dimension(encoder: TextEncoder) -> None:
    own = BANK[0].model_copy(
        update={
            "id": "own",
            "dimensions": ("leadership",),
            "scenarios": (),
            "en": QuestionText(
                text="Tell us how you motivate warehouse staff and build a team.", key_points=("Names what was done",)
            ),
        }
    )
    found = proposed(LEAD, encoder, (*BANK, own)).questions
    ranked = [one.question_id for one in found if "leadership" in one.dimensions]
    assert ranked[0] == "own"


def test_a_short_description_gives_something_and_an_empty_one_nothing(encoder: TextEncoder) -> None:
    short = propose("Cashier", "Serve customers at the till.", "en", "social", BANK, encoder)
    assert len(short.dimensions) == 3
    assert short.dimensions[0].key == "customer_orientation"
    for text in ("", "  \n", "35岁以下，限男性", "五险一金，双休"):
        empty = propose("x", text, "zh", "social", BANK, encoder)
        assert (empty.key_terms, empty.dimensions, empty.questions) == ((), (), ())


def test_benefits_and_blurb_do_not_decide(encoder: TextEncoder) -> None:
    blurb = "\nBenefits\nGym membership, paid leave, training budget, leadership academy, customer discounts."
    with_blurb = propose(RESEARCH.title, RESEARCH.text + blurb, "en", "campus", BANK, encoder)
    assert [one.key for one in with_blurb.dimensions] == [one.key for one in proposed(RESEARCH, encoder).dimensions]


def test_sections_are_told_apart() -> None:
    assert {part.section for part in sentences(NURSE.text)} == {"duties", "requirements"}
    kinds = [part.section for part in sentences(SUPPORT.text)]
    assert kinds == sorted(kinds, key=["company", "duties", "requirements", "benefits"].index)


def test_sentences_on_one_line_are_cut_at_their_numbers() -> None:
    told = "任职要求：1、熟悉Java；2、了解3.5版本的协议3、能独立定位问题"
    assert [part.text for part in sentences(told)] == ["熟悉Java", "了解3.5版本的协议", "能独立定位问题"]
    assert all(told[part.start : part.end] == part.text for part in sentences(told))
