"""A question of the bank: a tenant's own or one that is shipped, in Chinese, English or both."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from chalicelib.domain.code_task import CodeLanguage, CodeTask
from chalicelib.domain.language import Language, Localized, fault
from chalicelib.domain.model import DomainModel

QuestionKind = Literal["behavioural", "situational", "professional", "logic", "case_analysis", "coding", "free"]
Scenario = Literal["campus", "social", "internal"]
DIMENSION_KEY = r"^[a-z][a-z0-9_]{0,39}$"
DimensionKey = Annotated[str, Field(pattern=DIMENSION_KEY)]
KeyPoint = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_AnchorText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
_AskedText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_ExampleText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
_LONGEST_TITLE = 200


def _is_title(title: Localized) -> Localized:
    if any(not text.strip() or len(text) > _LONGEST_TITLE for text in (title.en, title.zh)):
        raise fault("A title has 1 to 200 characters in each language.", "标题的中英文长度均须为 1 至 200 个字符。")
    return title


Title = Annotated[Localized, AfterValidator(_is_title)]
"""A short name in both languages: of a dimension or a stage."""


class QuestionAnchors(DomainModel):
    """What a weak, a middling and a strong answer to this question look like."""

    low: _AnchorText
    middle: _AnchorText
    high: _AnchorText


class QuestionText(DomainModel):
    """The question in one language."""

    text: _AskedText
    key_points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=12)
    anchors: QuestionAnchors | None = None
    example_answer: _ExampleText | None = None


class BankQuestion(DomainModel):
    """A structured question, the dimensions it shows and what a strong answer covers. No scenarios means all."""

    id: str
    kind: QuestionKind
    dimensions: tuple[DimensionKey, ...] = Field(min_length=1, max_length=6)
    scenarios: tuple[Scenario, ...] = Field(default=(), max_length=3)
    code_languages: tuple[CodeLanguage, ...] = Field(default=(), max_length=3)
    code: CodeTask | None = Field(default=None, description="Of a coding question: what its answers are run against")
    thinking_s: int = Field(default=30, ge=0, le=600)
    answer_limit_s: int = Field(default=180, ge=10, le=600)
    en: QuestionText | None = None
    zh: QuestionText | None = None
    origin: Literal["starter", "tenant"] = "tenant"
    cloned_from: str | None = None
    archived: bool = False
    created_at: AwareDatetime

    @model_validator(mode="after")
    def _has_a_text(self) -> Self:
        if self.en is None and self.zh is None:
            raise fault("A question needs a text in English, Chinese or both.", "问题至少须有中文或英文文本。")
        if (self.kind == "coding") != bool(self.code_languages):
            raise fault(
                "A coding question, and only such a one, names its programming languages.",
                "编程题(且仅编程题)须指定编程语言。",
            )
        if self.code is not None:
            if self.kind != "coding":
                raise fault("Only a coding question has tests for code.", "仅编程题可以设置代码测试。")
            self.code.check_languages(self.code_languages)
        if len(set(self.dimensions)) != len(self.dimensions):
            raise fault("A dimension appears twice.", "维度重复。")
        return self

    def in_language(self, language: Language) -> QuestionText | None:
        """The text in `language`, if there is one."""
        return self.zh if language == "zh" else self.en

    @property
    def shipped(self) -> bool:
        """Whether it is one of the bank that all tenants share."""
        return self.origin == "starter"
