"""The example of the page about adding a dimension works as it stands there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain.plan import Question
from tests.workers.scoring.spoken import job, transcript
from workers.scoring import dimensions as package
from workers.scoring.dimension import dimensions
from workers.scoring.encoder import TextEncoder
from workers.scoring.engine import score_answer
from workers.scoring.library import library

PAGE = Path(__file__).parents[3] / "docs/adding-a-dimension.md"
NAME = re.compile(r"`workers/scoring/dimensions/(\w+)\.py`:")
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)

QUESTION = Question(
    key="q1",
    text="Tell us about a moment at work when somebody could have been hurt.",
    dimensions=("safety_awareness",),
    key_points=("Says what the danger was", "Says what they did at once", "Says what changed afterwards"),
)
CAREFUL = (
    "In my holiday job at a timber yard I saw that the cover of the planer had come off, so anybody could have been "
    "injured. I stopped at once, turned the power off and hung a sign on the machine. Then I told the foreman "
    "and we noted it down. Since that day we check the cover every morning, and I taught the two new people what to "
    "watch for."
)
CARELESS = (
    "I have worked in a timber yard for three months and nothing ever happened there. All those rules just slow you "
    "down, and I always knew what I was doing, so I never really needed any of them in that place."
)


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The example in a folder that the package is searched in as well; its key."""
    page = PAGE.read_text(encoding="utf-8")
    name, code = NAME.search(page), CODE.search(page)
    assert name
    assert code
    (tmp_path / f"{name[1]}.py").write_text(code[1], encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    dimensions.cache_clear()
    library.cache_clear()
    yield name[1]
    sys.modules.pop(f"{package.__name__}.{name[1]}", None)
    dimensions.cache_clear()
    library.cache_clear()


def test_the_example_is_found_and_scores_an_answer(key: str, encoder: TextEncoder) -> None:
    assert dimensions()[key].names.zh == "安全意识"
    plan = job("en", (QUESTION,))
    careful, careless = (
        score_answer(transcript(text, "en"), plan, QUESTION, encoder).scores[0] for text in (CAREFUL, CARELESS)
    )
    assert careful.versions
    assert careful.versions.dimension == f"{key}@1"
    assert careful.score is not None
    assert careless.score is not None
    assert careful.score > careless.score
    own = {behaviour.text.en for behaviour in dimensions()[key].behaviours}
    assert own & {evidence.criterion for evidence in careful.evidence}
    assert all(evidence.quote in CAREFUL for evidence in careful.evidence)
