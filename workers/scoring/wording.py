"""Closed lists of English and Chinese words that the features and the gates count."""

import re
from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of a list written with blanks between them."""
    return frozenset(text.split())


FILLERS: Final = re.compile(
    r"\b(?:u+m+|u+h+|e+r+m?|h+m+|mm+|you know|i mean)\b"
    r"|[嗯呃额唔]+|(?:那个|就是|这个)(?=\s*(?:那个|就是|这个|嗯|呃|[,，、]))|就是说",
    re.IGNORECASE,
)
"""Sounds and phrases that carry nothing. Words that may be meant (like, 然后) stay."""

HEDGES: Final = re.compile(
    r"\b(?:maybe|perhaps|probably|i guess|i suppose|kind of|sort of|or something|whatever|somehow"
    r"|not sure if|in general)\b"
    r"|可能|也许|大概|或许|应该是吧|吧(?=[,，。.!！?？\s]|$)|差不多|什么的|好像|毕竟|一般就?是",
    re.IGNORECASE,
)

EVASIONS: Final = re.compile(
    r"\b(?:(?:can't|cannot|can not|couldn't|don't) (?:really )?(?:think of|remember|recall|have an example)"
    r"|(?:not|isn't|wasn't) (?:really )?my (?:fault|problem|job|business)|no idea|nothing comes to mind"
    r"|(?:don't|do not|never) (?:really |usually |often )?have (?:any )?(?:disagree|conflict|argu|problem|difficult)\w*"
    r"|my (?:manager|boss|supervisor)'s (?:decision|job|problem|business))\b"
    r"|想不起来|想不到什么|不记得|没有什么例子|不是我的(?:责任|问题|错)|不关我的?事|跟我没有?关系|不知道该?(?:说什么|怎么说)"
    r"|(?:基本上?|一般|从来|几乎)(?:不会?|没有?)(?:跟|和|与)?.{0,6}(?:不同意见|意见不同|矛盾|冲突|分歧|争执)"
    r"|(?:经理|领导|老板|主管)(?:要|来|应该)?(?:决定|负责|解决)的(?:事|问题)",
    re.IGNORECASE,
)
"""Saying that there is nothing to tell, or that it was someone else's business."""

ENGLISH_FUNCTION: Final = words(
    """
    a about above across after again against all also although am among an and any anybody anyone anything are
    around as at be because been before being below between both but by can could did do does doing don down during
    each either else every everybody everyone everything few for from get got had has have having he her here hers
    him himself his how i if in into is it its itself just let like ll many may me might mine more most much must my
    myself neither never no nobody none nor not nothing now of off on once one only or other our ours ourselves out
    over own perhaps quite rather re really s same shall she should since so some somebody someone something still
    such t than that the their theirs them themselves then there these they this those though through till to too
    under until up upon us ve very was we were what whatever when where whether which while who whom whose why will
    with within without would yes yet you your yours yourself
    """
)

OTHER_LATIN_FUNCTION: Final = words(
    """
    der die das und ist nicht ich ein eine den dem mit auf für wir sie habe hat war le la les des une est et je nous
    vous que qui dans pour avec pas sur el los las una es y en por con para muy pero como il lo gli che di per non
    sono ho abbiamo o os um uma eu não com foi het een van ik niet zijn ja jest nie się na że w z co jag och att det
    som är
    """
)
"""Function words of other languages in Latin script, of which English shares few."""

CHINESE_FUNCTION: Final = words(
    """
    的 了 着 过 地 得 我 你 他 她 它 我们 你们 他们 她们 自己 是 在 有 没有 没 不 也 都 就 才 还 又 再 很 挺 太 更
    最 和 跟 与 及 或 但 但是 可是 不过 而 而且 因为 所以 如果 虽然 然后 那 这 那个 这个 那些 这些 那时候 时候 什么
    怎么 为什么 哪 哪些 谁 几 多 一 一个 一些 一下 一点 把 被 给 对 对于 向 从 到 让 请 比 按 按照 用 以 为 为了 于
    由 上 下 里 中 会 能 可以 要 想 应该 可能 吧 吗 呢 啊 嘛 以后 以前 之后 之前 后来 最后 同时 其他 别人 大家 其实
    已经 正好 一直 只 只是 真的 觉得 说 做 去 来 个 次 些 等 还是 或者 即 则 其 并 将 所 之 当 使 该 每 各 时 后 前
    """
)

CONNECTIVES: Final = {
    "cause": re.compile(
        r"\b(?:because|due to|therefore|as a result|which meant|that is why|the reason|so that)\b"
        r"|因为|所以|由于|因此|于是|导致"
    ),
    "sequence": re.compile(
        r"\b(?:first|second|then|next|after that|finally|afterwards|before that)\b"
        r"|首先|第一|第二|然后|接着|接下来|先.{0,12}再|之后"
    ),
    "contrast": re.compile(r"\b(?:but|however|although|instead|whereas|even though)\b|但是|可是|不过|而不是|虽然|却"),
    "parallel": re.compile(r"\b(?:meanwhile|at the same time|in the meantime|while)\b|同时|与此同时|这期间"),
    "condition": re.compile(r"\b(?:if|unless|in case|whether)\b|如果|要是|万一|的话"),
    "example": re.compile(r"\b(?:for example|for instance|such as|which)\b|比如|例如|就是|到底"),
}

SLOTS: Final = {
    "situation": re.compile(
        r"\b(?:last (?:year|spring|summer|autumn|winter|month|week)|in my \w+ (?:year|job|course)"
        r"|at my|during (?:my|the)"
        r"|when i was|in a (?:group|team)|once|there was a|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
        r"|去年|前年|上个?(?:月|周|学期)|大[一二三四]|实习|的时候|那段时间|那时候|有一次|打工|打过工|周[一二三四五六日]"
    ),
    "task": re.compile(
        r"\b(?:i (?:had|needed|was asked|wanted) to|my (?:task|job|role|part|goal) was|responsible for"
        r"|we (?:had|needed) to|the problem was)\b|负责|需要|任务|目标|必须|想把|弄清楚|问清楚"
    ),
    "result": re.compile(
        r"\b(?:in the end|as a result|after that|(?:day|week|month|year)s? later|since then|it turned out"
        r"|down to|confirm|worked out)\b|结果|最后|后来|以后|之后|降到|提高到|减少|确认|终于"
    ),
    "reflection": re.compile(
        r"\b(?:looking back|in hindsight|i learn(?:ed|t)|next time|should have|taught me|would do differently)\b"
        r"|回头看|学到|学会|下次|应该更早|再来一次|反思|教训"
    ),
}
"""Situation, task, result and what was learned; action is counted apart, by first-person verbs."""

NOT_ACTIONS: Final = words(
    """
    am was wasn were weren hadn isn be been have had has do did don didn dont didnt can cant couldn couldnt could
    guess think thought feel felt believe know knew suppose mean like love hope want wanted need needed usually just
    really always never also would should might may m ve d ll s t get got try not
    """
)
ENGLISH_ACTION: Final = re.compile(
    r"\bi(?:'d| would| will|'ll)?(?: (?:also|then|first|never|even|always|carefully|quickly|personally))* ([a-z]+)"
)
CHINESE_ACTION: Final = re.compile(
    r"(?<![他她它们])(?<!客户)(?<!经理)(?<!老师)(?<!老板)(?<!大家)(?<!别人)(?<!同学)(?:会|就|先|再|也|又|自己|亲自|主动|马上|立刻|都|去|来)?"
    r"(整理|核对|统计|对比|比较|检查|调查|收集|分析|导出|演示|测试|联系|建议|提议|提出|确认|商量|解释|安排|组织|设计|调整|通知|汇报|跟进|"
    r"道歉|记录下|打电话|打给|发邮件|发短信|发消息|写明|写清楚|推迟|坦白|查|问(?!题)|找(?!不到)|写(?!的)|画(?!面)|贴|"
    r"试(?!题)|请(?!求)|教(?!育|室|堂|授))"
)
"""Things done. Chinese leaves the speaker out, so only those with somebody else just before them are left aside."""

_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|twice|third|thirds)"
)
ENGLISH_FIGURE: Final = re.compile(
    rf"\b(?:\d[\d.,:%]*|{_NUMBER}(?:[- ](?:and )?{_NUMBER})*|one (?:a|per|in|out of) \w+)\b"
)
CHINESE_FIGURE: Final = re.compile(
    r"\d[\d.,:%]*|百分之[一二三四五六七八九十百两\d]+|[二三四五六七八九十百千万两\d]+(?:多|几)?"
    r"(?:个|次|天|周|星期|人|分钟|分|点|年|月|条|份|小时|倍|成|栋|单|件|块|元|%|名|位|台|家|十)|一半|十几"
)
CHINESE_NAME: Final = re.compile(
    r"[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺倪汤罗郝安常乐于傅齐"
    r"康余元顾孟黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江郭林钟徐邱高夏蔡田胡霍万卢莫房丁邓洪石崔龚程邢陆翁曾廖](?:老师|经理|师傅|总|同学|先生|女士|姐|哥|工|主管|主任)"
)
LATIN_IN_CHINESE: Final = re.compile(r"(?<=[\u3400-\u9fff])\s?[A-Za-z]{2,}|[A-Za-z]{2,}\s?(?=[\u3400-\u9fff])")
ENGLISH_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
