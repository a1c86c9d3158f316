"""Professional knowledge: what the job's field knows, said correctly, with its reasons and its limits.

What is correct differs from field to field: the question's key points hold it, and count most. The behaviours are
those by which knowledge shows in any field.
"""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="professional_knowledge",
    version=1,
    names=Localized(en="Professional knowledge", zh="专业知识"),
    description=Localized(
        en="Knows the field's terms and methods, explains why they work, shows it by an example and names the limits.",
        zh="掌握本专业的概念和方法，讲得清原理，能举例说明，并知道局限在哪里。",
    ),
    behaviours=(
        Behaviour(
            key="uses_terms_in_context",
            text=Localized(
                en="Uses terms of the field correctly in context or explains them",
                zh="在具体情境中正确使用专业术语，或加以解释",
            ),
            phrasings=Phrasings(
                en=(
                    "depreciation means that the price of the machine is spread over the years it is used",
                    "an index is like the register at the end of a book, so the database need not read every row",
                    "the bearing has an interference fit, which means the shaft is slightly larger than the hole",
                    "in our field this is called hedging, one risk is used to offset another",
                ),
                zh=(
                    "折旧就是把设备的价格分摊到使用的年份里",
                    "索引就像书后面的目录，数据库不用一行一行去读",
                    "轴承用的是过盈配合，也就是轴比孔稍微大一点",
                    "我们行内叫对冲，就是用一个风险去抵消另一个",
                ),
            ),
            cues=Phrasings(
                en=("means that", "which means", "is called", "so-called", "defined as", "is like", "the term"),
                zh=("也就是", "叫做", "所谓", "指的是", "意思是", "就像", "定义", "概念"),
            ),
        ),
        Behaviour(
            key="explains_mechanism",
            text=Localized(
                en="Explains cause and effect: why it works or goes wrong",
                zh="讲清因果：为什么有效，或为什么会出错",
            ),
            phrasings=Phrasings(
                en=(
                    "when the valve closes too fast the pressure goes up, and that is what breaks the seal",
                    "two threads write at the same moment, so one update gets lost",
                    "as interest rates go up the value of the bond falls",
                    "the program slows down as the table grows, because it searches from the start each time",
                ),
                zh=(
                    "阀门关得太快，压力就会升高，密封圈就是这样坏的",
                    "两个线程同时写，其中一次更新就丢了",
                    "利率上升，债券的价值就会下降",
                    "表越大程序越慢，因为每次都从头查起",
                ),
            ),
            cues=Phrasings(
                en=("because", "therefore", "leads to", "causes", "so that", "as soon as", "the reason", "when the"),
                zh=("因为", "导致", "引起", "就会", "所以", "原理", "造成", "从而"),
            ),
        ),
        Behaviour(
            key="gives_worked_example",
            text=Localized(
                en="Works through a concrete example, with figures where they belong",
                zh="用具体的例子走一遍，该有数字的地方有数字",
            ),
            phrasings=Phrasings(
                en=(
                    "take a loan of ten thousand at five percent, then the first year costs five hundred",
                    "for a load of two tons over six metres you need the bigger profile",
                    "say the patient weighs sixty kilos, then the dose is three hundred milligrams",
                    "in my thesis I had thirty samples and used a paired test",
                ),
                zh=(
                    "比如借一万块，利率百分之五，第一年的利息就是五百",
                    "比方说两吨的荷载，跨度六米，就要选大一号的型材",
                    "假如病人六十公斤，剂量就是三百毫克",
                    "我毕业论文里有三十个样本，用的是配对检验",
                ),
            ),
            cues=Phrasings(
                en=("for example", "for instance", "say", "take a", "suppose", "in my thesis", "in my project"),
                zh=("比如", "例如", "假如", "比方说", "举个例子", "论文", "项目里", "假设"),
            ),
        ),
        Behaviour(
            key="names_limits",
            text=Localized(
                en="Names limits, conditions or trade-offs of a method",
                zh="说出方法的局限、前提或取舍",
            ),
            phrasings=Phrasings(
                en=(
                    "the method only works if the samples are independent of each other",
                    "it is faster but it needs far more memory",
                    "above a certain load this type of connection is not allowed",
                    "the drawback is that it says nothing about single cases",
                ),
                zh=(
                    "这个方法有个前提，样本之间要互相独立",
                    "速度是快了，但占用的内存多得多",
                    "超过一定荷载，这种连接就不允许用了",
                    "缺点是它对单个病例说明不了什么",
                ),
            ),
            cues=Phrasings(
                en=(
                    "only works",
                    "only if",
                    "drawback",
                    "limit",
                    "trade-off",
                    "unless",
                    "depends on",
                    "must not",
                ),
                zh=("前提", "局限", "缺点", "不适用", "取舍", "代价", "只有", "不能用", "但是"),
            ),
        ),
        Behaviour(
            key="checks_by_standard",
            text=Localized(
                en="Follows a recognised rule or standard and checks the result by it",
                zh="按公认的规范或标准来做，并据此检验结果",
            ),
            phrasings=Phrasings(
                en=(
                    "the regulation asks for an independent check, so I had a colleague repeat it",
                    "I would look at the current guideline before I prescribe it",
                    "I wrote the unit tests first and ran them after every change",
                    "I compared the calculation with a hand estimate",
                ),
                zh=(
                    "规范要求独立复核，我就请同事重新测了一遍",
                    "用药之前，我会先查最新的指南",
                    "我先写单元测试，每次改完都跑一遍",
                    "我用手算估了一下，跟软件的结果对比",
                ),
            ),
            cues=Phrasings(
                en=("standard", "guideline", "regulation", "according to", "verified", "unit test", "calibrat", "norm"),
                zh=("规范", "标准", "指南", "按照", "校准", "复核", "验证", "测试", "国标"),
            ),
        ),
        Behaviour(
            key="admits_unknown",
            text=Localized(
                en="Says plainly what they do not know and how they would find out",
                zh="坦率说出自己不掌握的部分，以及怎样弄清",
            ),
            phrasings=Phrasings(
                en=(
                    "with that alloy I have no experience, so I would ask the materials lab",
                    "I do not know the exact limit by heart, I would look it up in the table",
                    "this part is disputed among experts and I would not promise anything",
                    "how it behaves under vacuum I have only read about",
                ),
                zh=(
                    "这种合金我没有用过，我会去问材料实验室",
                    "具体的限值我背不出来，要查表才能确定",
                    "这一点业内还有争议，我不敢打包票",
                    "真空条件下怎么样，我只在书上看到过",
                ),
            ),
            cues=Phrasings(
                en=(
                    "look it up",
                    "no experience with",
                    "would ask",
                    "by heart",
                    "disputed",
                    "only read",
                    "to be honest",
                ),
                zh=("查表", "没用过", "不掌握", "请教", "有争议", "没有把握", "查资料", "坦白说"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "I learned that at university but I forget the details",
            "that is too technical to explain",
            "it works somehow, I only press the button",
            "this method is always the best, it has no drawbacks",
            "I have a lot of experience in this field",
        ),
        zh=(
            "这个大学里学过，细节都忘了",
            "这个太专业了，讲了也听不懂",
            "反正能用就行，我只管按按钮",
            "这个方法什么时候都是最好的，没有缺点",
            "我在这一行经验非常丰富",
        ),
    ),
    anchors=(
        Localized(en="Drops names and terms, or gets the basics wrong.", zh="只提名词术语，或者基础概念有误。"),
        Localized(
            en="Repeats rules without their reasons; cannot apply them to a case.",
            zh="会背规则，说不出道理，也用不到具体情况。",
        ),
        Localized(
            en="Right on the main points, with an example; limits are left out.",
            zh="要点正确，能举例子，但没有谈到局限。",
        ),
        Localized(
            en="Explains why it works, applies it to a case and names limits and trade-offs.",
            zh="讲得清原理，能用到具体情况，并说明局限和取舍。",
        ),
        Localized(
            en="Also compares recognised methods, checks by a standard and says plainly what is open.",
            zh="还能比较不同的公认方法，按标准检验，并坦率说明哪些尚无定论。",
        ),
    ),
    knowledge=True,
    parts=Parts(key_points=0.6, behaviours=0.2, specificity=0.1, structure=0.1),
)
