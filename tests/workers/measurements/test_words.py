"""What is counted in the words, against texts whose counts are known."""

import pytest

from workers.measurements.words import connectives, distinct_content_words, keyword_use, mattr


def test_mattr_does_not_depend_on_length() -> None:
    cycle = " ".join(f"word{number}" for number in range(25))
    assert mattr(" ".join([cycle] * 2)) == mattr(" ".join([cycle] * 40)) == 0.5
    assert mattr(" ".join(f"word{number}" for number in range(300))) == 1
    assert mattr("so " * 80) == 0.02


def test_mattr_is_the_mean_over_all_windows() -> None:
    words = [f"w{number % 7}" if number < 60 else f"x{number}" for number in range(90)]
    windows = [len(set(words[at : at + 50])) / 50 for at in range(41)]
    assert mattr(" ".join(words)) == pytest.approx(sum(windows) / 41, abs=0.0005)


def test_mattr_of_fewer_words_than_a_window_is_not_told() -> None:
    assert mattr("word " * 49) is None
    assert mattr("") is None


def test_content_words_are_counted_once_and_little_words_never() -> None:
    assert distinct_content_words("The valve broke, and the valve was um closed.") == 3
    assert distinct_content_words("我们检查了阀门，阀门坏了。") == 3


def test_connectives_are_counted_by_kind() -> None:
    english = connectives("First I called, then I waited because, because it rained. But if it's late, for example ...")
    assert english.model_dump() == {
        "cause": 2,
        "sequence": 2,
        "contrast": 1,
        "parallel": 0,
        "condition": 1,
        "example": 1,
    }
    chinese = connectives("首先因为下雨，所以我们等了。但是，比如说周一，就是那天，同时如果有人来")
    assert chinese.model_dump() == {
        "cause": 2,
        "sequence": 1,
        "contrast": 1,
        "parallel": 1,
        "condition": 1,
        "example": 1,
    }


def test_keywords_are_counted_by_their_stems() -> None:
    use = keyword_use(("Names the cause", "Tested repairs"), "the causes were tested, and we tested again")
    assert use is not None
    assert (use.said, use.total) == (2, 4)
    chinese = keyword_use(("说明原因", "负责人"), "原因是负责人不在")
    assert chinese is not None
    assert (chinese.said, chinese.total) == (2, 3)
    assert keyword_use(("and the",), "anything") is None
