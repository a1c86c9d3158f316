"""Teamwork: getting something done with people who see it differently or hold another part of it."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="teamwork",
    version=1,
    names=Localized(en="Teamwork", zh="团队协作"),
    description=Localized(
        en="Listens for other people's reasons, says their own, finds a way that both can carry, and shares the work.",
        zh="听取别人的理由，说明自己的看法，找到双方都能接受的办法，并分担工作。",
    ),
    behaviours=(
        Behaviour(
            key="names_both_sides",
            text=Localized(
                en="Tells of a difference of opinion and gives both positions",
                zh="讲出一次意见不同的情况和两边的立场",
            ),
            phrasings=Phrasings(
                en=(
                    "she wanted one thing and I wanted another",
                    "my colleague preferred the old layout and I thought a new one was better",
                    "we disagreed about how to spend the money",
                    "he wanted to launch at once, but I wanted to test first",
                    "we argued for a whole afternoon about the plan",
                ),
                zh=(
                    "他想这样做，我想那样做",
                    "同事喜欢原来的版式，我觉得换一个更好",
                    "我们对钱怎么花有不同意见",
                    "他想马上上线，我想先测试",
                    "我们为了这个计划争论了一下午",
                ),
            ),
            cues=Phrasings(
                en=("wanted", "preferred", "disagree", "tense", "argued", "i thought that", "different view"),
                zh=("想把", "想做", "我想", "我觉得", "不同意见", "争", "分歧", "吵"),
            ),
        ),
        Behaviour(
            key="asks_reasons",
            text=Localized(
                en="Wants to know why the other sees it that way, and listens",
                zh="想知道对方为什么这样看，并且认真听",
            ),
            phrasings=Phrasings(
                en=(
                    "I asked him what he was afraid of",
                    "I wanted to understand why he saw it that way",
                    "she explained what had happened to her before, and she was right",
                    "that was new to me, so I listened carefully",
                    "I sat down with him and let him explain first",
                ),
                zh=(
                    "我先问他到底在顾虑什么",
                    "我想知道他为什么这么想",
                    "她讲了自己以前的经历，我觉得说得对",
                    "这一点我原来没有想到，所以认真听了",
                    "我找他单独聊，先听他讲完",
                ),
            ),
            cues=Phrasings(
                en=(
                    "asked her",
                    "asked him",
                    "asked them",
                    "worried",
                    "fair point",
                    "told me",
                    "listened",
                    "understand why",
                ),
                zh=("担心", "顾虑", "先说", "告诉我", "有道理", "不知道", "听他", "听她", "为什么这么"),
            ),
        ),
        Behaviour(
            key="explains_own_view",
            text=Localized(en="Argues for their own opinion with facts", zh="用依据说明自己的意见"),
            phrasings=Phrasings(
                en=(
                    "my argument was that beginners would get lost",
                    "I explained that it would cost us two days",
                    "I showed them the numbers behind my idea",
                    "I said openly why I did not agree",
                ),
                zh=(
                    "我讲了自己的依据，就是新手会看不懂",
                    "我跟他解释，这样做会多花两天",
                    "我把数据拿给大家看，说明我的想法",
                    "我直接说了我为什么不同意",
                ),
            ),
            cues=Phrasings(
                en=("my reason", "i explained", "i showed", "because i", "my point", "my concern"),
                zh=("我的理由", "我解释", "我说明", "就是因为", "我的看法", "我的想法是"),
            ),
        ),
        Behaviour(
            key="finds_common_ground",
            text=Localized(
                en="Offers a way that both can agree to, for instance a trial or a compromise",
                zh="提出两边都能同意的做法，比如试一试或折中",
            ),
            phrasings=Phrasings(
                en=(
                    "so I proposed that we try it on a small group first",
                    "we agreed to run both versions and look at the result",
                    "I proposed that we split it, half her way and half mine",
                    "we made a rule that both of us could live with",
                ),
                zh=(
                    "所以我提出先在小范围里试一下",
                    "我们说好两个版本都跑一遍，再看效果",
                    "我提议各做一半，折中一下",
                    "我们定了一个双方都能接受的规则",
                ),
            ),
            cues=Phrasings(
                en=("suggested", "proposed", "test", "agreed", "compromise", "both", "split"),
                zh=("建议", "提议", "测试", "折中", "商量好", "各一半", "一起定", "都能接受"),
            ),
        ),
        Behaviour(
            key="keeps_moving",
            text=Localized(
                en="Makes sure that the work goes on during the discussion",
                zh="讨论期间保证工作继续进行",
            ),
            phrasings=Phrasings(
                en=(
                    "until that was settled, we went on with everything else",
                    "in the meantime I prepared the other parts",
                    "the work did not stop while we were discussing",
                ),
                zh=(
                    "在定下来之前，别的事情我们照样推进",
                    "那段时间我先把其他部分准备好",
                    "讨论的时候工作照常进行",
                ),
            ),
            cues=Phrasings(
                en=("meanwhile", "in the meantime", "carried on", "no time was lost", "kept working"),
                zh=("没有停", "没有耽误", "照常", "与此同时", "同时", "先把"),
            ),
        ),
        Behaviour(
            key="shares_work",
            text=Localized(
                en="Brings colleagues in and agrees on who does what",
                zh="找同事一起做，并约定谁做什么",
            ),
            phrasings=Phrasings(
                en=(
                    "I would ask someone from finance to look at the invoices",
                    "I would ask the night shift to hold the parcels",
                    "we divided the tasks, she took the design and I took the budget",
                    "I asked him to do the first half and I did the rest",
                ),
                zh=(
                    "我会请财务的同事看一下账单",
                    "我会让夜班的同事先把包裹留下",
                    "我们分了工，她负责设计，我负责预算",
                    "我请他做前一半，我来做后一半",
                ),
            ),
            cues=Phrasings(
                en=(
                    "ask a colleague",
                    "asked a colleague",
                    "colleague",
                    "ask the",
                    "asked the",
                    "divided",
                    "took care of",
                ),
                zh=("同事", "分工", "负责", "帮忙", "帮我"),
            ),
        ),
        Behaviour(
            key="ends_well",
            text=Localized(
                en="Tells what came of it, also for the relationship",
                zh="说出最后怎么样了，包括彼此的关系",
            ),
            phrasings=Phrasings(
                en=(
                    "we both stuck with that solution and became closer",
                    "it worked out and we are still good friends",
                    "she thanked me later and asked me to join the next project",
                    "the event went well and both of us were happy with it",
                ),
                zh=(
                    "这个办法一直用到现在，我们也成了朋友",
                    "事情做成了，我们的关系也更近了",
                    "活动很成功，我们两个人都很满意",
                    "事后她还来谢谢我",
                ),
            ),
            cues=Phrasings(
                en=("since then", "in the end", "together", "friends", "happy with"),
                zh=("后来", "最后", "结果", "主动", "关系", "满意"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "nobody ever argues with me",
            "I usually give in and keep quiet",
            "I do not care how it is done",
            "I am an easy-going person",
            "that is not my job, they should deal with it",
        ),
        zh=(
            "从来没有人跟我吵过",
            "我一般都听别人的，不出声",
            "怎么做我都无所谓",
            "我是个很随和的人",
            "这不归我管，让他们自己处理",
        ),
    ),
    anchors=(
        Localized(en="Avoids the other person or gives in without a word.", zh="回避对方，或者一声不响就让步。"),
        Localized(
            en="Speaks of getting along in general; shows no exchange with anyone.",
            zh="只泛泛地谈相处，没有说出与人的具体交流。",
        ),
        Localized(
            en="Tells of a talk in which views were shared; how it was settled stays vague.",
            zh="说到大家交换了意见，但怎样达成一致比较含糊。",
        ),
        Localized(
            en="Asks for reasons, gives their own and settles on something that both accept.",
            zh="询问理由、说明自己的理由，并达成双方都接受的办法。",
        ),
        Localized(
            en="Changes their own mind where it is right, keeps the work moving and leaves the relationship stronger.",
            zh="该改的时候改变自己的看法，工作不停，并让彼此关系更好。",
        ),
    ),
    parts=Parts(key_points=0.5, behaviours=0.3, specificity=0.1, structure=0.1),
)
