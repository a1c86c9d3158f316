"""Logical reasoning: getting from facts to a conclusion by steps that others can check."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="logic",
    version=1,
    names=Localized(en="Logical reasoning", zh="逻辑思维"),
    description=Localized(
        en="Takes a question apart, tells facts from assumptions, rules out other explanations, tests the conclusion.",
        zh="能把问题拆开，分清事实和假设，排除其他解释，并检验自己的结论。",
    ),
    behaviours=(
        Behaviour(
            key="breaks_down",
            text=Localized(
                en="Takes the question apart into cases or parts and goes through them",
                zh="把问题拆成几种情况或几个部分，逐一来看",
            ),
            phrasings=Phrasings(
                en=(
                    "I split the question into three parts and took them one by one",
                    "there are only two cases, either she left before noon or after it",
                    "first I would list everything that could explain it",
                    "I sorted the arguments into those about cost and those about time",
                    "let us go through the possible positions one after the other",
                ),
                zh=(
                    "我把这个问题拆成三块，一块一块地看",
                    "只有两种情况，要么是上午走的，要么是下午走的",
                    "我会先把能解释它的原因都列出来",
                    "我把理由分成两类，一类关于钱，一类关于时间",
                    "我们把可以放的位置一个一个试过来",
                ),
            ),
            cues=Phrasings(
                en=("case", "split", "parts", "either", "one by one", "list", "criteria", "step by step"),
                zh=("拆", "情况", "情形", "分成", "逐一", "一个一个", "列出", "标准"),
            ),
        ),
        Behaviour(
            key="separates_fact_from_assumption",
            text=Localized(
                en="Says which statements are facts and which are assumed",
                zh="说清楚哪些是事实，哪些只是假设",
            ),
            phrasings=Phrasings(
                en=(
                    "all that we know for certain is the date of the invoice",
                    "the rest was an assumption that nobody had checked",
                    "that was his opinion and not something anyone had measured",
                    "the whole plan rests on the assumption that rents stay as they are",
                ),
                zh=(
                    "能确定的只有发票上的日期",
                    "这一点只是推测，还没有核实过",
                    "这是他的看法，并没有人真的测过",
                    "整个计划有个前提，就是房租不变",
                ),
            ),
            cues=Phrasings(
                en=("assum", "for certain", "fact", "opinion", "we know", "premise", "evidence"),
                zh=("假设", "前提", "推测", "事实", "确定", "看法", "证据", "已知"),
            ),
        ),
        Behaviour(
            key="reasons_stepwise",
            text=Localized(
                en="Draws the conclusion by steps, each of which follows from the one before",
                zh="一步一步推出结论，每一步都有前一步作依据",
            ),
            phrasings=Phrasings(
                en=(
                    "if the key was inside, then nobody can have locked the door from outside",
                    "from that it follows that the second figure must be wrong",
                    "since the drop came before the price change, the price cannot be the cause",
                    "so there is only one order left that fits",
                ),
                zh=(
                    "如果钥匙在屋里，那就没有人能从外面锁门",
                    "由此可以推出，第二个数一定不对",
                    "下降发生在涨价之前，所以不会是涨价造成的",
                    "这样就只剩下一种排法说得通",
                ),
            ),
            cues=Phrasings(
                en=("if", "then", "follows", "therefore", "must be", "cannot be", "which means", "only one"),
                zh=("如果", "那么", "推出", "说明", "所以", "只剩", "意味着", "必然"),
            ),
        ),
        Behaviour(
            key="weighs_alternatives",
            text=Localized(
                en="Looks for other explanations and rules them out for a reason",
                zh="寻找其他解释，并说出排除的理由",
            ),
            phrasings=Phrasings(
                en=(
                    "it could just as well be the other way round",
                    "another explanation was that the holidays fell into that month",
                    "I asked myself what else would lead to the same result",
                    "I ruled the second option out because the dates did not fit",
                ),
                zh=(
                    "因果也完全能反过来说",
                    "另一种解释是那个月正好放假",
                    "我问自己，还有什么会造成同样的结果",
                    "第二种我排除了，因为时间对不上",
                ),
            ),
            cues=Phrasings(
                en=("another explanation", "other way round", "ruled out", "rule out", "what else", "alternative"),
                zh=("另一种", "排除", "反过来", "别的原因", "其他解释", "也有可能", "还有什么"),
            ),
        ),
        Behaviour(
            key="finds_gap",
            text=Localized(
                en="Points to the exact step at which an argument fails",
                zh="准确指出论证在哪一步站不住",
            ),
            phrasings=Phrasings(
                en=(
                    "one happy user does not prove that everybody will be happy",
                    "they had compared two groups that were different from the start",
                    "two things rising together does not mean that one causes the other",
                    "the numbers were right but the conclusion did not follow from them",
                ),
                zh=(
                    "一个人说好，不能证明大家都会说好",
                    "他们拿来比的两组人本来就不一样",
                    "两件事一起上升，不代表一个引起另一个",
                    "数字没有错，但是推不出这个结论",
                ),
            ),
            cues=Phrasings(
                en=("does not mean", "does not prove", "did not follow", "gap", "flaw", "contradict", "not comparable"),
                zh=("不代表", "不能证明", "推不出", "漏洞", "站不住", "矛盾", "不可比", "不等于"),
            ),
        ),
        Behaviour(
            key="tests_conclusion",
            text=Localized(
                en="Tests the conclusion, and says what would change it",
                zh="检验结论，并说明什么情况下结论会变",
            ),
            phrasings=Phrasings(
                en=(
                    "at the end I went back and checked it against every condition",
                    "to test it I looked for a case that would prove me wrong",
                    "if I am right, the effect should vanish when we leave it out",
                    "I would change my mind if the next ten samples look different",
                ),
                zh=(
                    "最后我又拿每个条件核对了一遍",
                    "为了验证，我专门去找能推翻它的例子",
                    "如果我想得对，去掉这一项以后现象就会消失",
                    "要是后面十个样本不一样，我就会改变结论",
                ),
            ),
            cues=Phrasings(
                en=("to test", "checked it against", "prove me wrong", "would change", "fits all", "holds", "verify"),
                zh=("验证", "检验", "核对", "推翻", "反例", "符合", "成立", "改变结论"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "I just had a gut feeling about it",
            "it is obvious and there is nothing to explain",
            "everybody says so, it must be true",
            "I took a guess and it was right",
        ),
        zh=(
            "我就是凭感觉",
            "这很明显，没什么好解释的",
            "大家都这么说，那肯定没错",
            "我随便猜了一个，碰巧对了",
        ),
    ),
    anchors=(
        Localized(
            en="Asserts or guesses; gives no reason that can be checked.", zh="只下结论或靠猜，没有可以核对的理由。"
        ),
        Localized(
            en="Gives reasons, but with steps missing; one example counts as proof.",
            zh="有理由，但中间缺少环节，把个别例子当作证明。",
        ),
        Localized(
            en="Goes from facts to a conclusion in order; hardly looks at other explanations.",
            zh="能有条理地从事实推到结论，但很少考虑其他解释。",
        ),
        Localized(
            en="Covers all cases, tells facts from assumptions and rules out alternatives with reasons.",
            zh="情况考虑周全，分清事实和假设，并有理由地排除其他解释。",
        ),
        Localized(
            en="Also names the step on which all depends, tests it, and says which new fact would change the result.",
            zh="还能指出起决定作用的一步并加以检验，说明出现什么新事实时结论会改变。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.3, specificity=0.1, structure=0.15),
)
