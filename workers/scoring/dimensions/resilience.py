"""Resilience: going on with a task after a setback or under load, by changing what can be changed.

It is about what a person did, and says nothing of how they felt or of their health.
"""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="resilience",
    version=1,
    names=Localized(en="Resilience", zh="抗压能力"),
    description=Localized(
        en="Goes on after a setback or under load: sets priorities, changes the approach, uses help, reaches an end.",
        zh="遇到挫折或负荷很大时仍能推进：分清轻重，调整做法，善用支持，把事情做完。",
    ),
    behaviours=(
        Behaviour(
            key="states_setback",
            text=Localized(
                en="States the setback or the load with facts",
                zh="用事实说明遇到的挫折或负荷",
            ),
            phrasings=Phrasings(
                en=(
                    "my application was turned down twice",
                    "two weeks before the deadline half of the group dropped out",
                    "the experiment failed again and we were a month behind",
                    "I had three exams and a move in the same week",
                    "we ended up almost a third below our target",
                ),
                zh=(
                    "我的申请被退回来两次",
                    "离截止还有两周，组里有一半人退出了",
                    "实验又失败了，我们比计划晚了一个月",
                    "那一周我有三门考试，还要搬家",
                    "离目标差了将近三分之一",
                ),
            ),
            cues=Phrasings(
                en=("failed", "rejected", "turned down", "missed", "behind", "deadline", "lost", "cancelled"),
                zh=("失败", "没通过", "被拒", "退回", "落后", "没达到", "截止", "取消", "差了"),
            ),
        ),
        Behaviour(
            key="finds_own_lever",
            text=Localized(
                en="Separates what one can influence from what one cannot, own share included",
                zh="分清自己能改变的和不能改变的，包括自己的原因",
            ),
            phrasings=Phrasings(
                en=(
                    "the date was fixed, but I could decide how to use the evenings",
                    "the rules I could not change, so I looked at what was in my hands",
                    "part of it was my own doing, as I had begun too late",
                    "I went through what had gone wrong and found two things I could do better",
                ),
                zh=(
                    "日期改不了，但是晚上的时间怎么用由我定",
                    "规则我没有办法，就看手里还有什么能改变",
                    "有一部分是我自己的原因，开始得太晚",
                    "我把失败的过程过了一遍，找出两处自己能改进的地方",
                ),
            ),
            cues=Phrasings(
                en=(
                    "could change",
                    "could not change",
                    "my own",
                    "too late",
                    "in my hands",
                    "depend",
                    "underestimated",
                ),
                zh=("能改变", "改变不了", "自己的原因", "能控制", "低估", "没有安排好", "复盘", "我自己"),
            ),
        ),
        Behaviour(
            key="sets_priorities",
            text=Localized(
                en="Decides what comes first, what can wait and what is dropped",
                zh="决定先做什么、什么可以等、什么放弃",
            ),
            phrasings=Phrasings(
                en=(
                    "I wrote everything down and marked what had to be ready on Thursday",
                    "I dropped the animation, because no one needed it",
                    "the thesis came first and the trip had to wait",
                    "I planned the hours that were left and kept one as a reserve",
                ),
                zh=(
                    "我把要做的全写下来，标出周四必须交的",
                    "动画那部分我放弃了，因为没有人需要",
                    "论文排第一，旅行往后推",
                    "我把剩下的时间排了一下，还留了一个小时备用",
                ),
            ),
            cues=Phrasings(
                en=("first", "urgent", "priorit", "dropped", "postponed", "could wait", "most important", "reserve"),
                zh=("优先", "最重要", "轻重缓急", "先做", "推迟", "放弃", "往后", "必须"),
            ),
        ),
        Behaviour(
            key="changes_approach",
            text=Localized(
                en="Changes the method when it does not work, instead of only trying harder",
                zh="办法不管用时换做法，而不是一味硬撑",
            ),
            phrasings=Phrasings(
                en=(
                    "reading it again did not help, so I drew it instead",
                    "I cut the big goal into pieces that fit into one week",
                    "rather than staying up longer I got up earlier and did the hard part first",
                    "after the second refusal I wrote the proposal in a different way",
                ),
                zh=(
                    "反复看没有用，我就改成画图",
                    "我把大目标拆成一周一个小目标",
                    "我没有再熬夜，改成早起先做最难的部分",
                    "第二次被拒以后，我换了一种写法",
                ),
            ),
            cues=Phrasings(
                en=("instead", "another way", "differently", "changed", "smaller", "pieces", "new plan", "adjust"),
                zh=("换", "改成", "调整", "拆成", "小目标", "不再", "另外想办法", "重新"),
            ),
        ),
        Behaviour(
            key="uses_support",
            text=Localized(
                en="Tells others in good time and asks for specific help",
                zh="及早告诉别人，并请求具体的帮助",
            ),
            phrasings=Phrasings(
                en=(
                    "I told my supervisor early that I would not manage both",
                    "I asked a friend who had done it before to read my draft",
                    "we agreed that she would take over the phone calls for a week",
                    "I asked the professor for two more days and gave the reason",
                ),
                zh=(
                    "我早早就跟主管说，两件事我做不完",
                    "我请一个做过的朋友帮我看初稿",
                    "我们说好，这一周电话由她来接",
                    "我向教授申请多两天，并说明了原因",
                ),
            ),
            cues=Phrasings(
                en=("asked", "help", "advice", "told my", "support", "take over", "mentor"),
                zh=("请教", "帮我", "帮忙", "求助", "跟主管说", "申请", "支持", "师兄", "学姐"),
            ),
        ),
        Behaviour(
            key="carries_on",
            text=Localized(
                en="Starts again soon, keeps at it and says what was reached",
                zh="很快重新开始，坚持下去，并说明最后做到了什么",
            ),
            phrasings=Phrasings(
                en=(
                    "the next morning I sat down and began the second version",
                    "I went on practising twenty minutes a day until spring",
                    "at the third attempt I passed with a good mark",
                    "in the end we finished two days late, but complete",
                ),
                zh=(
                    "第二天一早，我就坐下来写第二稿",
                    "我每天练二十分钟，一直练到开春",
                    "第三次考试我终于过了，分数还不错",
                    "最后虽然晚了两天，但是都做完了",
                ),
            ),
            cues=Phrasings(
                en=("the next day", "again", "every day", "attempt", "passed", "finished", "in the end", "kept"),
                zh=("第二天", "重新", "每天", "坚持", "终于", "第三次", "做完", "通过", "最后"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "so I gave it up and somebody else finished it",
            "I simply worked longer and waited until it was over",
            "it was bad luck, nothing could be done",
            "I can take any amount of pressure",
            "I have never really failed at anything",
        ),
        zh=(
            "后来我就放弃了，让别人去做",
            "我就是加班硬撑，等它过去",
            "就是运气不好，没什么办法",
            "多大的压力我都扛得住",
            "我没有遇到过什么挫折",
        ),
    ),
    anchors=(
        Localized(en="Puts it down to others or bad luck; no step followed.", zh="归因于他人或运气，之后没有行动。"),
        Localized(
            en="Carried on by longer hours or waiting; the approach stayed the same.",
            zh="靠加班或等待撑过去，做法没有变化。",
        ),
        Localized(
            en="States the setback, takes sensible steps and reaches an acceptable end.",
            zh="如实说明挫折，采取合理的行动，结果尚可。",
        ),
        Localized(
            en="Names own share, sets priorities, changes the method, asks for help early and shows a result.",
            zh="说出自己的原因，分清轻重，调整做法，及早求助，并有明确的结果。",
        ),
        Localized(
            en="Also adjusts goals by facts, relieves others and takes precautions that later prove useful.",
            zh="还能依据事实调整目标，为他人减轻负担，并留下后来证明有用的预防措施。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
