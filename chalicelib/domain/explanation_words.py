"""Words of explanations: what a person should look at where nothing was judged, and how requirements are called."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.candidate import EducationLevel
from chalicelib.domain.language import Localized
from chalicelib.domain.requirement import EducationRequirement, ExperienceRequirement, Requirement
from chalicelib.domain.scorecard import AbstainReason

_LISTEN = Localized(
    en="Listen to the recording; the words may be clearer to you than to the software.",
    zh="请听录音：软件没有识别出的内容，您也许能听清。",
)
LOOK_AT: Mapping[AbstainReason, Localized] = MappingProxyType(
    {
        "silence": Localized(
            en="Listen to the recording: nothing was heard. A microphone may have been off; consider a retest.",
            zh="请听录音：没有听到声音，可能是麦克风未开启，可考虑安排重测。",
        ),
        "no_speech": Localized(
            en="Listen to the recording: there is sound, but no speech was found. Consider a retest.",
            zh="请听录音：有声音但未发现发言，可考虑安排重测。",
        ),
        "unintelligible": _LISTEN,
        "too_short": Localized(
            en="Read or listen to the answer; it is too short to be judged. Ask the question again in person.",
            zh="请阅读或收听该回答：内容过短，无法评分，可当面再次提问。",
        ),
        "wrong_language": Localized(
            en="Have somebody who speaks the language listen to the answer.", zh="请由懂该语言的人员收听该回答。"
        ),
        "off_topic": Localized(
            en="Read the transcript: does it answer the question in a way that the software did not see?",
            zh="请阅读文字记录：回答是否以软件未识别的方式回应了问题？",
        ),
        "unreadable": Localized(
            en="The file could not be opened. Ask the candidate to record the answer again.",
            zh="文件无法打开，请候选人重新录制。",
        ),
        "no_answer": Localized(
            en="Ask the candidate whether the question was left out on purpose or for a technical reason.",
            zh="请向候选人了解该题未作答是有意跳过还是技术原因。",
        ),
        "gaming": Localized(
            en="Read the transcript and judge yourself; the wording looks made for software rather than for people.",
            zh="请阅读文字记录并自行判断：其措辞像是为迎合软件而非与人交流。",
        ),
        "not_run": Localized(en="Read the code; it could not be run here.", zh="请阅读代码：该代码未能在此运行。"),
    }
)
_EDUCATION: Mapping[EducationLevel, Localized] = MappingProxyType(
    {
        "secondary": Localized(en="secondary school", zh="中学"),
        "college": Localized(en="college diploma", zh="大专"),
        "bachelor": Localized(en="bachelor's degree", zh="本科"),
        "master": Localized(en="master's degree", zh="硕士"),
        "doctor": Localized(en="doctorate", zh="博士"),
    }
)
_KINDS: Mapping[str, Localized] = MappingProxyType(
    {
        "skill": Localized(en="Skill", zh="技能"),
        "major": Localized(en="Major", zh="专业"),
        "language": Localized(en="Language", zh="语言"),
        "certificate": Localized(en="Certificate", zh="证书"),
        "location": Localized(en="Location", zh="地点"),
    }
)


def requirement_name(requirement: Requirement) -> Localized:
    """A stated requirement in words."""
    if isinstance(requirement, EducationRequirement):
        level = _EDUCATION[requirement.at_least]
        return Localized(en=f"Education: at least {level.en}", zh=f"学历：{level.zh}及以上")
    if isinstance(requirement, ExperienceRequirement):
        years = f"{requirement.at_least:g}"
        return Localized(en=f"Work experience: at least {years} years", zh=f"工作经验：至少 {years} 年")
    kind = _KINDS[requirement.kind]
    return Localized(
        en=f"{kind.en}: {' or '.join(requirement.any_of)}", zh=f"{kind.zh}：{' 或 '.join(requirement.any_of)}"
    )
