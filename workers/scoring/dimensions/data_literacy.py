"""Data literacy: knowing where figures come from, what they show and what they do not."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="data_literacy",
    version=1,
    names=Localized(en="Data literacy", zh="数据素养"),
    description=Localized(
        en="Says where figures come from, checks them, compares them fairly, names their limits and decides by them.",
        zh="说得清数据从哪里来，会核查，会恰当地比较，知道局限，并据此做决定。",
    ),
    behaviours=(
        Behaviour(
            key="names_source",
            text=Localized(
                en="Says where the figures come from, for which period and how many cases",
                zh="说明数据的来源、时间范围和数量",
            ),
            phrasings=Phrasings(
                en=(
                    "I took the sales of the last twelve months out of the till system",
                    "the survey had two hundred replies, collected in May",
                    "the figures come from the sensors on both bridges, one value a minute",
                    "I exported eight thousand rows from the booking system",
                ),
                zh=(
                    "我从收银系统里导出了最近十二个月的销售额",
                    "问卷是五月份收的，一共两百份",
                    "数据来自两座桥上的传感器，每分钟一个值",
                    "我从预订系统里导了八千行数据",
                ),
            ),
            cues=Phrasings(
                en=("exported", "the data", "survey", "rows", "sample", "came from", "source", "database", "months"),
                zh=("数据", "导出", "来源", "样本", "问卷", "后台", "条记录", "系统里", "一共"),
            ),
            figure=True,
        ),
        Behaviour(
            key="clears_definition",
            text=Localized(
                en="Clears up what exactly a figure counts",
                zh="弄清一个数字到底统计的是什么",
            ),
            phrasings=Phrasings(
                en=(
                    "they counted every visit, we counted every visitor",
                    "I asked what they mean by an active member",
                    "the turnover was without tax in one list and with tax in the other",
                    "first I would settle what counts as a return",
                ),
                zh=(
                    "他们统计的是人次，我们统计的是人数",
                    "我先问清楚他们说的活跃会员怎么算",
                    "一张表的营业额含税，另一张不含税",
                    "我会先定好什么情况算退货",
                ),
            ),
            cues=Phrasings(
                en=("counted", "counts as", "defin", "what they mean", "include", "exclude", "same thing", "measured"),
                zh=("口径", "定义", "怎么算", "统计的是", "包括", "不含", "人次", "算不算"),
            ),
        ),
        Behaviour(
            key="checks_quality",
            text=Localized(
                en="Looks for missing, doubled or implausible values before using them",
                zh="使用前先查缺失、重复或不合理的数值",
            ),
            phrasings=Phrasings(
                en=(
                    "some people were in the list twice, so I took the duplicates out",
                    "one reading was a hundred times too high and turned out to be a typing error",
                    "for three days there were no values at all, because the meter was off",
                    "I added the columns up by hand and they did not match the total",
                ),
                zh=(
                    "名单里有的人出现了两次，我把重复的去掉了",
                    "有一个值高了一百倍，查下来是录错了",
                    "有三天完全没有数，因为仪表没开",
                    "我把各列重新加了一遍，跟合计对不上",
                ),
            ),
            cues=Phrasings(
                en=("duplicate", "missing", "outlier", "typing error", "twice", "did not match", "cleaned", "empty"),
                zh=("重复", "缺失", "异常", "录错", "对不上", "清洗", "空值", "漏", "去掉"),
            ),
        ),
        Behaviour(
            key="compares_fairly",
            text=Localized(
                en="Compares with a fitting base: earlier period, other group, share instead of count",
                zh="与合适的基准比较：往期、其他组，或看比例而不是总数",
            ),
            phrasings=Phrasings(
                en=(
                    "I compared it with the same month of the year before",
                    "counted per employee the smaller office was actually worse",
                    "I set it against the branches that had changed nothing",
                    "the average hid that half of them paid nothing, so I used the median",
                ),
                zh=(
                    "我跟去年同一个月比了一下",
                    "按人均来算，小的那个部门其实更严重",
                    "我拿没有做改动的门店来对照",
                    "平均数掩盖了一半人没付钱，所以我看中位数",
                ),
            ),
            cues=Phrasings(
                en=(
                    "compared",
                    "the year before",
                    "per ",
                    "median",
                    "average",
                    "percent",
                    "control",
                    "baseline",
                    "share",
                ),
                zh=("同比", "去年同期", "对照", "对比", "中位数", "平均", "比例", "占比", "百分之"),
            ),
        ),
        Behaviour(
            key="seeks_other_explanation",
            text=Localized(
                en="Asks what else could explain the figures before speaking of a cause",
                zh="谈原因之前，先想还有什么能解释这些数据",
            ),
            phrasings=Phrasings(
                en=(
                    "the rise may just as well come from the discount we gave in that month",
                    "that both go up in summer does not make one the cause of the other",
                    "only those who were content had answered, so it looked too good",
                    "to know for sure I would show the new page to a random half",
                ),
                zh=(
                    "那个月正好在打折，上涨也许是打折带来的",
                    "两个数夏天都涨，不等于一个引起另一个",
                    "回答的都是满意的人，所以看上去特别好",
                    "要确认的话，我会随机选一半人给他们看新页面",
                ),
            ),
            cues=Phrasings(
                en=("cause", "correlat", "explain", "random", "coincidence", "holiday", "bias", "because of"),
                zh=("因果", "相关", "不等于", "随机", "巧合", "节假日", "偏差", "影响", "解释"),
            ),
        ),
        Behaviour(
            key="states_limits",
            text=Localized(
                en="Says how sure the result is and what the data cannot show",
                zh="说明结果有多可靠，数据不能说明什么",
            ),
            phrasings=Phrasings(
                en=(
                    "with so few answers I would not trust such a small difference",
                    "the figures show that it fell, but not why",
                    "I wrote under the chart how many cases it rests on",
                    "this only holds for weekdays, as we had no figures for the weekend",
                ),
                zh=(
                    "样本这么少，差这么一点我不敢下结论",
                    "数据只能说明下降了，说明不了原因",
                    "我在图表下面注明了样本有多少",
                    "这个结论只适用于工作日，周末我们没有数据",
                ),
            ),
            cues=Phrasings(
                en=("only holds", "cannot show", "not enough", "uncertain", "margin", "small sample", "not why"),
                zh=("不敢下结论", "只适用", "样本太少", "误差", "说明不了", "局限", "不确定", "注明"),
            ),
        ),
        Behaviour(
            key="decides_by_data",
            text=Localized(
                en="Presents the figures so that others can decide, and acts on them",
                zh="把数据讲得让人能做决定，并据此行动",
            ),
            phrasings=Phrasings(
                en=(
                    "one simple bar chart was enough for the board to decide",
                    "because of these numbers we closed on Mondays and opened on Sundays",
                    "I told them in one sentence what it means for the budget",
                    "three months later I looked whether the figure had really moved",
                ),
                zh=(
                    "一张简单的柱状图，就够他们做决定了",
                    "看了这些数，我们改成周一休息、周日营业",
                    "我用一句话讲清楚这对预算意味着什么",
                    "三个月以后，我又看这个数是不是真的变了",
                ),
            ),
            cues=Phrasings(
                en=("chart", "graph", "decided", "decision", "presented", "dashboard", "so we", "figures showed"),
                zh=("图表", "柱状图", "决定", "根据", "看板", "汇报", "所以我们", "数据显示"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "numbers never lie",
            "I go by my feeling and not by numbers",
            "I just took the figure that fitted best",
            "the computer calculated it, so it must be right",
            "I am good at working with data",
        ),
        zh=(
            "数字不会骗人",
            "我一般凭感觉，不太看数据",
            "我就挑了一个最好看的数字",
            "电脑算出来的，肯定没错",
            "我很擅长处理数据",
        ),
    ),
    anchors=(
        Localized(en="No figures, or figures without source or meaning.", zh="不用数据，或说不出数字的来源和含义。"),
        Localized(
            en="Quotes figures that suit the claim; base and period are missing.",
            zh="只引用有利的数字，缺少基数和时间范围。",
        ),
        Localized(
            en="Fitting figures with source and comparison; quality goes unchecked.",
            zh="数据合适，有来源和比较，但没有核查质量。",
        ),
        Localized(
            en="Checks definitions and faulty values, looks for other explanations and makes the result plain.",
            zh="核查口径和异常值，寻找其他解释，并把结果讲清楚。",
        ),
        Localized(
            en="Also states uncertainty and limits, decides by the figures and verifies the effect afterwards.",
            zh="还能说明不确定性和局限，依据数据做决定，并在事后验证效果。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.3, specificity=0.15, structure=0.1),
)
