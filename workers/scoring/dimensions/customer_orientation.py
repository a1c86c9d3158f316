"""Customer orientation: finding out what the people one works for need, and seeing that they get it."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="customer_orientation",
    version=1,
    names=Localized(en="Customer orientation", zh="客户导向"),
    description=Localized(
        en="Finds out what people really need, says honestly what is possible, keeps promises, checks that it helped.",
        zh="弄清对方真正的需要，如实说明能做到什么，说到做到，并确认确实帮上了忙。",
    ),
    behaviours=(
        Behaviour(
            key="asks_for_need",
            text=Localized(
                en="Finds out by asking or watching what the person really needs",
                zh="通过询问或观察弄清对方真正的需要",
            ),
            phrasings=Phrasings(
                en=(
                    "I asked her what she was going to use the tent for",
                    "I let him tell the whole story before I said anything about the rules",
                    "it turned out that he did not need a new phone, only a bigger font",
                    "I watched two visitors at the machine and saw where they got stuck",
                    "what she really wanted was to get home before dark",
                ),
                zh=(
                    "我问她买这个帐篷是打算干什么用",
                    "我先让他把话说完，再谈规定",
                    "聊下来才知道，他要的不是新手机，只是字太小看不清",
                    "我站在旁边看了两位访客操作，发现他们卡在哪一步",
                    "她真正想要的是天黑之前能到家",
                ),
            ),
            cues=Phrasings(
                en=("asked what", "asked her", "asked him", "asked them", "really need", "actually need", "listened"),
                zh=("问他", "问她", "真正", "需要", "用来", "打算", "听他", "听她", "让他先说"),
            ),
        ),
        Behaviour(
            key="answers_for_mistake",
            text=Localized(
                en="Acknowledges the person's trouble or one's own side's mistake without excuses",
                zh="承认给对方造成的麻烦或己方的差错，不找借口",
            ),
            phrasings=Phrasings(
                en=(
                    "I told the guest that the mistake was ours and apologised",
                    "I repeated what he had said, so that he knew I had understood",
                    "I said that I could see how much time it had cost her",
                    "I did not argue about who was to blame",
                ),
                zh=(
                    "我跟客人承认这是我们弄错了，向他道歉",
                    "我把他的意思复述了一遍，让他知道我听懂了",
                    "我说我明白这件事耽误了她很多时间",
                    "我没有跟他争是谁的责任",
                ),
            ),
            cues=Phrasings(
                en=("apologi", "sorry", "our mistake", "understood", "complain", "repeated"),
                zh=("道歉", "抱歉", "不好意思", "我们的错", "弄错", "投诉", "复述", "理解"),
            ),
        ),
        Behaviour(
            key="offers_choices",
            text=Localized(
                en="Says honestly what is and is not possible and leaves a choice",
                zh="如实说明能做和不能做的，并让对方选择",
            ),
            phrasings=Phrasings(
                en=(
                    "I explained what we could do for him and what was out of the question",
                    "I offered her an exchange or a voucher and she picked one",
                    "I could not make an exception, but there was another way that I showed him",
                    "I told them that the cheaper one would do as well",
                ),
                zh=(
                    "我跟他讲清楚哪些能办，哪些确实办不了",
                    "我给她两个选择，换一件或者拿代金券，由她来定",
                    "规定我不能破，但是我告诉他还有别的办法",
                    "我跟他们说，其实便宜的那款就够用了",
                ),
            ),
            cues=Phrasings(
                en=("offered", "instead", "choose", "choice", "could not", "explained", "option", "honest"),
                zh=("选择", "由他", "由她", "换", "办不了", "做不到", "如实", "别的办法", "建议"),
            ),
        ),
        Behaviour(
            key="keeps_promise",
            text=Localized(
                en="Names a time, keeps it and speaks up unasked when it slips",
                zh="给出时间并做到，有变化时主动告知",
            ),
            phrasings=Phrasings(
                en=(
                    "I promised to ring back by four and I did",
                    "before she had to ask I told her that the repair would take longer",
                    "I gave them a date and it was ready the evening before",
                    "every two days I let him know how far we were",
                ),
                zh=(
                    "我答应四点前回电话，也按时打了",
                    "没等她来问，我就先告诉她维修要多等几天",
                    "我给了他们一个日期，提前一天就做好了",
                    "每隔两天我会跟他说一下进度",
                ),
            ),
            cues=Phrasings(
                en=("promised", "called back", "ring back", "on time", "before they asked", "let him know", "kept"),
                zh=("答应", "回电话", "按时", "主动告诉", "进度", "承诺", "提前", "说好"),
            ),
        ),
        Behaviour(
            key="checks_it_helped",
            text=Localized(
                en="Checks afterwards that the person was really helped",
                zh="事后确认对方的问题真的解决了",
            ),
            phrasings=Phrasings(
                en=(
                    "a week later I asked whether it was working for them now",
                    "I stayed until he could do it without me",
                    "she wrote back that she had got everything she needed",
                    "I looked at the ratings again in the following month",
                ),
                zh=(
                    "过了一个星期，我又问了问用得怎么样",
                    "我一直陪到他自己会用为止",
                    "她后来回信说都办好了",
                    "下个月我又看了一遍评价",
                ),
            ),
            cues=Phrasings(
                en=("asked whether", "asked again", "rating", "came back", "feedback", "thanked", "wrote back"),
                zh=("回访", "反馈", "评价", "满意", "又问", "解决了", "回信", "谢谢"),
            ),
        ),
        Behaviour(
            key="improves_for_the_next",
            text=Localized(
                en="Sees to it that the next customers do not meet the same trouble",
                zh="推动改进，让后面的客户不再遇到同样的麻烦",
            ),
            phrasings=Phrasings(
                en=(
                    "we moved the sign, because so many people had asked the same thing",
                    "I passed it on, so that the next guest would not run into it",
                    "I kept a list of what visitors asked and brought it to the meeting",
                    "since we rewrote the form, hardly anyone has filled it in wrongly",
                ),
                zh=(
                    "好多人都问同一个问题，所以我们把指示牌挪了位置",
                    "我把情况反映上去，免得下一位客人再碰到",
                    "我把访客常问的问题记下来，拿到会上去讲",
                    "表格改过以后，几乎没有人再填错",
                ),
            ),
            cues=Phrasings(
                en=("next guest", "next customer", "others", "passed it on", "suggested", "changed", "since then"),
                zh=("反映", "下一位", "后面的", "改进", "以后", "常问", "别人", "避免"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "rules are rules, he should have read them",
            "that customer was simply difficult",
            "I sent her to another counter and that was that",
            "I just say yes to whatever they want",
            "I am always friendly and polite to people",
        ),
        zh=(
            "规定就是规定，他自己应该看清楚",
            "那个客户就是难缠",
            "我让她去找别的窗口，后来就不管了",
            "客户要什么我就答应什么",
            "我对人一直都很热情、很有礼貌",
        ),
    ),
    anchors=(
        Localized(
            en="Speaks of rules or of difficult people; the need stays unknown.",
            zh="只谈规定或对方难缠，说不出对方需要什么。",
        ),
        Localized(
            en="Polite and quick; does what was asked for to the letter and asks nothing.",
            zh="态度好、回应快，但只按字面要求办，没有追问。",
        ),
        Localized(
            en="Asks about the need and settles the single case; what came of it is hardly checked.",
            zh="会了解需要并解决个案，但很少确认后来的效果。",
        ),
        Localized(
            en="Finds the need behind the request, offers choices, keeps the date and checks that it helped.",
            zh="找出要求背后的需要，给出选择，按时做到，并确认真正帮上了忙。",
        ),
        Localized(
            en="Also weighs cost and fairness to others and removes the cause, so that later customers gain too.",
            zh="还能兼顾成本和对其他人的公平，从源头改进，让后来的客户也受益。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
