"""Problem solving: from a symptom to its cause, to a fix, to proof that it works."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="problem_solving",
    version=1,
    names=Localized(en="Problem solving", zh="问题解决"),
    description=Localized(
        en="Sees what is really wrong, finds out why with facts, chooses a fix for a reason and checks that it worked.",
        zh="看清真正的问题，用事实找出原因，有理由地选择办法，并核实是否有效。",
    ),
    behaviours=(
        Behaviour(
            key="states_problem",
            text=Localized(
                en="Points to a concrete problem, how often it came up and who suffered from it",
                zh="指出一个具体的问题，多久出现一次，谁受到影响",
            ),
            phrasings=Phrasings(
                en=(
                    "every few days a delivery went to the wrong address",
                    "the same mistake kept happening and customers complained",
                    "it kept breaking down and everyone had to wait",
                    "the lists never matched and the whole team was annoyed",
                    "we were losing a lot of time because of errors",
                ),
                zh=(
                    "每隔几天就有货送错地方",
                    "同样的问题反复发生，客户一直投诉",
                    "名单老是对不上，全组的人都很烦",
                    "设备经常坏，耽误了很多时间",
                    "系统老是出问题，影响了很多人",
                ),
            ),
            cues=Phrasings(
                en=(
                    "every week",
                    "every day",
                    "kept",
                    "often",
                    "went wrong",
                    "mixed up",
                    "problem",
                    "failed",
                    "complain",
                ),
                zh=("每天", "每周", "经常", "总是", "老是", "反复", "出错", "做错", "找不到", "投诉"),
            ),
        ),
        Behaviour(
            key="gathers_facts",
            text=Localized(
                en="Gathers facts, from data or from those involved, before acting",
                zh="行动之前先收集事实，查数据或者问当事人",
            ),
            phrasings=Phrasings(
                en=(
                    "I went through the records and compared them",
                    "I pulled the data for two months and looked for a pattern",
                    "I asked the people who do the work what they had noticed",
                    "before doing anything I would find out what exactly is wrong and since when",
                    "I measured how long each step took before changing anything",
                ),
                zh=(
                    "我把过去的记录都翻出来核对了一遍",
                    "我先收集数据，看看有什么规律",
                    "我去问了实际做这件事的人是什么情况",
                    "动手之前，我会先了解到底哪里出了问题、从什么时候开始的",
                    "我没有靠猜，而是先统计了一下",
                ),
            ),
            cues=Phrasings(
                en=(
                    "compared",
                    "records",
                    "log",
                    "data",
                    "checked",
                    "looked at",
                    "counted",
                    "measured",
                    "facts",
                    "exactly",
                ),
                zh=("记录", "核对", "整理", "数据", "统计", "对比", "问清楚", "弄清楚", "查", "表格"),
            ),
        ),
        Behaviour(
            key="finds_cause",
            text=Localized(
                en="Gets to the cause and can say how they know",
                zh="查到原因，并说得出是怎么知道的",
            ),
            phrasings=Phrasings(
                en=(
                    "it turned out that two people were using different versions of the file",
                    "nearly all of the errors came from one machine, so I knew where to look",
                    "the real reason was that the new staff had never been shown how",
                    "I found out that it was caused by one wrong setting",
                    "so the root cause was the process and not the people",
                ),
                zh=(
                    "结果发现，几乎所有的错误都来自同一台机器",
                    "真正的原因是新来的人没有受过培训",
                    "后来我查出来，是交接的环节出了问题",
                    "根本原因不是人，而是流程",
                    "原来是两个人用的表格版本不一样",
                ),
            ),
            cues=Phrasings(
                en=("cause", "turned out", "found out", "the reason was", "because", "due to", "root"),
                zh=("原因", "发现", "因为", "由于", "导致", "根本", "出在"),
            ),
        ),
        Behaviour(
            key="weighs_options",
            text=Localized(
                en="Looks for more than one way out and compares them by time, cost or risk",
                zh="寻找不止一个办法，并比较时间、成本或风险",
            ),
            phrasings=Phrasings(
                en=(
                    "I would see what we still have ourselves and try other vendors",
                    "I looked at three options and compared the cost and the risk",
                    "if that does not work, there is a second way",
                    "I would look for a replacement, but for two hours at most",
                    "we could borrow one from another department",
                ),
                zh=(
                    "我会先看我们自己还剩多少，再找别的厂家",
                    "我列了几个方案，比较成本和风险",
                    "如果这个办法不行，就用另一个",
                    "我最多花两个小时去找替代的",
                    "看看能不能从别的部门借一些",
                ),
            ),
            cues=Phrasings(
                en=("second supplier", "our own stock", "option", "alternative", "instead", "branch", "another way"),
                zh=("备用", "库存", "方案", "替代", "另一个", "补上", "别的"),
            ),
        ),
        Behaviour(
            key="acts_stepwise",
            text=Localized(
                en="Takes action personally and tells the steps in order", zh="亲自动手，并按顺序说出每一步"
            ),
            phrasings=Phrasings(
                en=(
                    "I drafted a template and tried it out with two colleagues",
                    "first I changed the form, then I trained the new staff",
                    "I built a small tool and showed everyone how to use it",
                    "I set up a weekly review and led it myself",
                    "I made a plan, did the first part myself and then asked for help",
                ),
                zh=(
                    "我一共做了三步，第一步是",
                    "我自己动手做了一个模板",
                    "我先改了表格，然后教大家怎么用",
                    "我写了一份清单，让大家照着做",
                    "我找负责人谈，调整了安排",
                ),
            ),
            cues=Phrasings(
                en=("i wrote", "i made", "i built", "i set up", "i changed", "i added", "then i", "i asked"),
                zh=("我做了", "我自己", "我写", "我画", "我改", "我跟", "第一", "第二"),
            ),
        ),
        Behaviour(
            key="proves_result",
            text=Localized(
                en="Shows that it worked, with numbers before and after",
                zh="用前后的数字说明确实有效",
            ),
            phrasings=Phrasings(
                en=(
                    "two months later there were only five returns instead of thirty",
                    "the number of complaints fell by half",
                    "waiting time went from thirty minutes to ten",
                    "after that only two out of fifty were late",
                    "we saved about five hours a week",
                ),
                zh=(
                    "两个月以后，退货从三十件减少到五件",
                    "投诉减少了一半",
                    "等待的时间从三十分钟缩短到十分钟",
                    "后来五十单里只有两单晚了",
                    "每周大概节省了五个小时",
                ),
            ),
            cues=Phrasings(
                en=("later", "down to", "fell", "percent", "from", "after that", "reduced", "increased", "saved"),
                zh=("以后", "降到", "减少", "提高", "缩短", "节省", "结果", "从"),
            ),
            figure=True,
        ),
        Behaviour(
            key="learns",
            text=Localized(
                en="Draws a lesson: what they would change another time",
                zh="总结经验：再遇到时会改变什么",
            ),
            phrasings=Phrasings(
                en=(
                    "looking back, I would involve the others sooner",
                    "next time I would start with a test",
                    "what I learned from it is to check first",
                    "if I did it again, I would do it differently",
                    "since then I always write it down",
                ),
                zh=(
                    "回过头来想，我会更早让大家参与",
                    "下次我会先做一个测试",
                    "这件事让我学到，要先核实再行动",
                    "如果再来一次，我会换一种做法",
                    "从那以后我每次都会先确认",
                ),
            ),
            cues=Phrasings(
                en=("looking back", "should have", "next time", "learned", "in hindsight", "differently", "since then"),
                zh=("回头看", "应该更早", "下次", "学到", "再来一次", "从那以后", "反思", "教训"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "I just do whatever comes to mind first",
            "nothing comes to mind at the moment",
            "everybody has problems sometimes",
            "I would leave it and hope that it sorts itself out",
            "I am good at solving problems",
            "I had nothing to do with it",
        ),
        zh=(
            "想到什么就做什么",
            "暂时没有什么例子",
            "谁都会遇到问题",
            "先放着，也许自己就好了",
            "我很擅长解决问题",
            "这跟我没有关系",
        ),
    ),
    anchors=(
        Localized(
            en="Names no real problem, or leaves it to others or to chance.",
            zh="没有说出真实的问题，或者交给别人、听天由命。",
        ),
        Localized(
            en="Names a problem but jumps to a fix without asking why it happens.",
            zh="提到了问题，但没有问为什么就直接动手。",
        ),
        Localized(
            en="Gives a likely cause and a sensible fix; facts and result stay vague.",
            zh="给出可能的原因和合理的办法，但事实和结果比较含糊。",
        ),
        Localized(
            en="Finds the cause with facts, acts step by step and reports what changed.",
            zh="用事实找到原因，按步骤行动，并说明带来了什么变化。",
        ),
        Localized(
            en="Tests the cause against evidence, weighs options, proves the result with figures and draws a lesson.",
            zh="用证据验证原因，比较不同方案，用数字证明结果，并总结出经验。",
        ),
    ),
    parts=Parts(key_points=0.5, behaviours=0.25, specificity=0.15, structure=0.1),
)
