"""Ownership: taking a thing on, deciding, seeing it through and standing by the outcome."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="ownership",
    version=1,
    names=Localized(en="Ownership", zh="责任担当"),
    description=Localized(
        en="Takes things on unasked, decides within their reach, follows through and stands by the outcome.",
        zh="不等吩咐就把事情担起来，在自己的范围内做决定，跟进到底，并对结果负责。",
    ),
    behaviours=(
        Behaviour(
            key="steps_forward",
            text=Localized(en="Takes the matter on without being asked", zh="不等别人要求就主动承担"),
            phrasings=Phrasings(
                en=(
                    "nobody had asked me to, but I decided to fix it",
                    "I offered to take it over",
                    "I noticed that no one was looking after it, so I did",
                    "I volunteered to lead the work",
                ),
                zh=(
                    "没有人要求我，但是我决定去解决",
                    "我主动提出由我来接手",
                    "我发现没有人管这件事，就自己做了",
                    "我主动报名来带头",
                ),
            ),
            cues=Phrasings(
                en=("nobody asked", "volunteered", "i offered", "took over", "took it on", "i decided"),
                zh=("主动", "接手", "没有人要求", "我决定", "带头", "自愿"),
            ),
        ),
        Behaviour(
            key="decides",
            text=Localized(
                en="Decides within their reach and can say why",
                zh="在自己的职责范围内做决定，并说得出理由",
            ),
            phrasings=Phrasings(
                en=(
                    "there was no one to ask, so I decided myself",
                    "I chose the safer option because there was no time for a second try",
                    "it was my decision and I told the team why",
                ),
                zh=(
                    "当时没有人可以问，我就自己做了决定",
                    "我选了更稳妥的办法，因为没有时间再试第二次",
                    "这是我的决定，我也向团队说明了原因",
                ),
            ),
            cues=Phrasings(
                en=("i decided", "my decision", "i chose", "i made the call"),
                zh=("我决定", "做了决定", "我选", "拍板"),
            ),
        ),
        Behaviour(
            key="follows_through",
            text=Localized(
                en="Follows up until the matter is really done",
                zh="一直跟进，直到事情真正办好",
            ),
            phrasings=Phrasings(
                en=(
                    "the next morning I would look whether it has really been done",
                    "I called again the next day to make sure it had arrived",
                    "I kept an eye on it until it was finished",
                    "I followed up every week",
                ),
                zh=(
                    "第二天一早，我会看看是不是真的办好了",
                    "第二天我又打电话，确认已经到货",
                    "我一直跟到事情做完为止",
                    "我每周都会跟进一次",
                ),
            ),
            cues=Phrasings(
                en=("make sure", "check that", "followed up", "follow up", "has arrived"),
                zh=("再确认", "跟进", "落实", "确认", "盯着", "到底"),
            ),
        ),
        Behaviour(
            key="owns_mistakes",
            text=Localized(
                en="Names their own part in what went wrong and puts it right",
                zh="说出自己在其中的责任，并加以补救",
            ),
            phrasings=Phrasings(
                en=(
                    "it was my mistake and I said so at once",
                    "I had overlooked it and told the team",
                    "I apologised and corrected the figures the same evening",
                ),
                zh=(
                    "这是我的失误，我马上说了",
                    "是我疏忽了，我跟大家说了",
                    "我道了歉，当天晚上就把数字改过来了",
                ),
            ),
            cues=Phrasings(
                en=("my mistake", "should have", "apologised", "apologized", "my fault", "responsib"),
                zh=("我的失误", "我的错", "应该更早", "道歉", "责任在我", "补救"),
            ),
        ),
        Behaviour(
            key="keeps_informed",
            text=Localized(
                en="Keeps the people who answer for it informed",
                zh="让负责的人及时了解情况",
            ),
            phrasings=Phrasings(
                en=(
                    "I told my boss at once what I had done and what it would cost",
                    "I reported the result to my supervisor every Friday",
                    "I warned my boss early that we might be late",
                ),
                zh=(
                    "我马上向领导说明我做了什么、要花多少钱",
                    "我每周五向主管汇报进展",
                    "我提前提醒领导可能会晚",
                ),
            ),
            cues=Phrasings(
                en=("my manager", "my boss", "supervisor", "reported", "informed"),
                zh=("经理", "主管", "领导", "汇报", "负责人"),
            ),
        ),
        Behaviour(
            key="leaves_it_better",
            text=Localized(
                en="Leaves behind something that keeps the problem from coming back",
                zh="留下能防止问题再次发生的做法",
            ),
            phrasings=Phrasings(
                en=(
                    "I wrote a guide so that the next person could do it",
                    "we still use that checklist today",
                    "I added a step so that it cannot happen again",
                ),
                zh=(
                    "我写了一份说明，让后面的人也能照着做",
                    "这张清单我们现在还在用",
                    "我加了一个步骤，防止再次发生",
                ),
            ),
            cues=Phrasings(
                en=("checklist", "guide", "still use", "cannot happen again", "so that the next"),
                zh=("清单", "现在还在用", "防止", "以后都", "制度", "规范"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "the boss should decide that",
            "I had nothing to do with it",
            "I would wait until somebody tells me what to do",
            "somebody else should have done it",
            "I have a strong sense of responsibility",
            "I do what I am told and hand it in on time",
        ),
        zh=(
            "这种事应该由领导来定",
            "这跟我没有关系",
            "我会等别人告诉我怎么做",
            "这本来应该是别人做的",
            "我的责任心很强",
            "交代给我的任务我都按时完成",
        ),
    ),
    anchors=(
        Localized(en="Hands the matter to others or waits.", zh="把事情推给别人，或者等着。"),
        Localized(en="Does what is asked and stops there.", zh="只做被要求的部分。"),
        Localized(
            en="Takes part of it on; decisions and follow-up are left open.",
            zh="承担了一部分，但决定和后续跟进没有交代。",
        ),
        Localized(
            en="Takes it on, decides within their reach and sees it through.",
            zh="主动承担，在职责范围内做决定，并跟进到底。",
        ),
        Localized(
            en="Also names their own mistakes, keeps those who answer for it informed and leaves a lasting fix.",
            zh="还能说出自己的失误，让负责的人及时知情，并留下长久有效的做法。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
