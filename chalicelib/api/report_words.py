"""The words of report pages and report PDFs, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from chalicelib.domain.language import Language, Localized

_WORDS: Mapping[str, Localized] = MappingProxyType(
    {
        "title": Localized(en="Interview report", zh="面试报告"),
        "total": Localized(en="Total", zh="总分"),
        "judged": Localized(en="Share of the weight that was judged", zh="已评分权重占比"),
        "dimensions": Localized(en="Dimensions", zh="测评维度"),
        "weight": Localized(en="weight", zh="权重"),
        "confidence": Localized(en="confidence", zh="置信度"),
        "level": Localized(en="level {} of 5", zh="第 {} 级（共 5 级）"),
        "interval_note": Localized(
            en="The bar shows the scale from 0 to 100 with its five levels. The mark is the score; the pale band"
            " around it is where a person's score would lie in four cases of five.",
            zh="横条为 0 至 100 分的量表，分为五级。竖线为评分；"
            "两侧的浅色区间表示：若由人来评分，五次中约有四次会落在其中。",
        ),
        "scored": Localized(en="score {} of 100", zh="评分 {}（满分 100）"),
        "between": Localized(en="between {} and {}", zh="区间 {} 至 {}"),
        "uncalibrated": Localized(en="before calibration {}", zh="校准前 {}"),
        "make_up": Localized(en="How the total is made up", zh="总分构成"),
        "dimension": Localized(en="Dimension", zh="维度"),
        "share": Localized(en="Share", zh="占比"),
        "score": Localized(en="Score", zh="评分"),
        "contribution": Localized(en="Points", zh="得分"),
        "renormalised": Localized(
            en="Shares are those of the weights that were judged; what was not judged is left out.",
            zh="占比按已评分的权重重新归一，未评分的维度不计入。",
        ),
        "similar": Localized(
            en="A hint, not part of any score: {} % of the shorter answer's code fragments also stand in the answer of"
            " interview {} ({} answers compared). Short tasks look alike: read both before you conclude anything.",
            zh="提示，不计入评分：较短的一份代码中有 {} % 的片段同样出现在面试 {} 的回答里（共比较 {} 份回答）。"
            "短题的代码本来就相似，请对照阅读后再作判断。",
        ),
        "evidence": Localized(en="Evidence", zh="依据"),
        "not_judged": Localized(en="Not judged", zh="未评分"),
        "decision": Localized(en="Decision by rule", zh="规则判定"),
        "advance": Localized(en="Advance", zh="进入下一轮"),
        "human_review": Localized(en="A person reviews", zh="人工复核"),
        "answers": Localized(en="Answers", zh="回答"),
        "transcript": Localized(en="Transcript", zh="文字记录"),
        "no_transcript": Localized(en="Nothing was said that could be understood.", zh="没有可识别的发言。"),
        "doubtful": Localized(en="Not heard for certain: please listen.", zh="此处识别不确定，请听录音。"),
        "versions": Localized(en="Made by", zh="评分版本"),
        "met": Localized(en="meets", zh="符合"),
        "missed": Localized(en="falls short of", zh="未达到"),
        "ai_note": Localized(
            en="Scores were made by software from the words that were said, and are a help for people who decide.",
            zh="评分由软件依据发言内容生成,仅供决策人员参考。",
        ),
        "code": Localized(en="Code", zh="代码"),
        "test": Localized(en="Test", zh="测试"),
        "outcome": Localized(en="Result", zh="结果"),
        "expected": Localized(en="Expected", zh="期望"),
        "got": Localized(en="Got", zh="实际"),
        "hidden": Localized(en="hidden from the candidate", zh="对候选人隐藏"),
        "passed": Localized(en="passed", zh="通过"),
        "failed": Localized(en="other output", zh="结果不符"),
        "timed_out": Localized(en="took too long", zh="超时"),
        "crashed": Localized(en="ended with an error", zh="运行出错"),
        "refused": Localized(en="tried what is not allowed", zh="操作被禁止"),
        "written": Localized(en="Written answer", zh="书面回答"),
        "measurements": Localized(
            en="Measurements of the speech – they do not count toward the score", zh="语音测量数据——不计入评分"
        ),
        "missing": Localized(
            en="This link is not valid any more. Ask for a new one.", zh="该链接已失效,请索取新的链接。"
        ),
        "page_pdf": Localized(en="As a PDF", zh="下载 PDF"),
        "other_language": Localized(en="中文", zh="English"),
        "chart": Localized(en="Dimensions at a glance", zh="维度概览"),
        "chart_note": Localized(
            en="Dots are scores, 0 in the middle, 100 at the rim; the pale band is where a person's score would lie.",
            zh="圆点为评分，中心为 0 分，外圈为 100 分；浅色区域表示由人评分时可能的范围。",
        ),
        "strengths": Localized(en="Strengths", zh="优势"),
        "no_strengths": Localized(en="No dimension reached level 4.", zh="没有维度达到第 4 级。"),
        "gaps": Localized(en="Gaps", zh="不足"),
        "no_gaps": Localized(en="No judged dimension lies below level 4.", zh="已评分的维度均不低于第 4 级。"),
        "not_met": Localized(en="Not met", zh="未满足"),
        "requirements": Localized(en="Match to the job's requirements", zh="与职位要求的匹配"),
        "stated": Localized(en="Stated for the job", zh="职位要求"),
        "key_points": Localized(en="Key points of the questions", zh="问题要点"),
        "essential": Localized(en="essential", zh="必备"),
        "is_met": Localized(en="met", zh="满足"),
        "is_unmet": Localized(en="not met", zh="未满足"),
        "is_unknown": Localized(en="not known", zh="未知"),
        "from_cv": Localized(en="from the CV or profile", zh="来自简历或资料"),
        "levels": Localized(en="Why these levels", zh="等级说明"),
        "next_round": Localized(en="What to ask in the next round", zh="下一轮建议提问"),
        "no_next_round": Localized(en="Nothing needs to be asked again.", zh="没有需要再次询问的内容。"),
        "listen_for": Localized(en="Listen for", zh="关注要点"),
        "abstentions": Localized(en="What could not be judged", zh="未能评分的内容"),
        "look_at": Localized(en="For a person to do", zh="请人工处理"),
        "play": Localized(en="Play {} to {}", zh="播放 {} 至 {}"),
        "history": Localized(en="Decisions", zh="决定记录"),
        "by_rule": Localized(en="by rule", zh="按规则"),
        "by_person": Localized(en="by a person", zh="人工"),
        "rules_version": Localized(en="rules version {}", zh="规则版本 {}"),
        "comment": Localized(en="Comment", zh="备注"),
        "talent_pool": Localized(en="stays in the talent pool", zh="保留在人才库"),
        "thank_you": Localized(en="Thank and decline", zh="感谢并婉拒"),
        "retest": Localized(en="Retest", zh="重测"),
        "all_versions": Localized(en="Versions of everything", zh="版本信息"),
        "made_at": Localized(en="Report made at {}", zh="报告生成时间 {}"),
        "page_of": Localized(en="Page {} of {}", zh="第 {} 页，共 {} 页"),
        "shared_title": Localized(en="Your interview report", zh="您的面试报告"),
        "shared_note": Localized(
            en="The company shares this report with you. It was made by software and is a help for people who decide.",
            zh="本报告由招聘方与您分享，由软件生成，仅供决策人员参考。",
        ),
        "prepare": Localized(en="Questions that may come next", zh="接下来可能会问到的问题"),
        "department_title": Localized(en="Department report", zh="部门报告"),
        "counts": Localized(en="Interviews", zh="面试情况"),
        "spread": Localized(en="Spread of totals", zh="总分分布"),
        "best": Localized(en="Highest totals", zh="总分最高的候选人"),
        "means": Localized(en="Mean of each dimension", zh="各维度平均分"),
        "candidate": Localized(en="Candidate", zh="候选人"),
        "interviews_of": Localized(en="{} interviews judged", zh="已评分面试 {} 场"),
        "newest_only": Localized(en="Only the newest {} interviews are counted.", zh="仅统计最近 {} 场面试。"),
        "invited": Localized(en="Invited, not handed in", zh="已邀请，未提交"),
        "in_analysis": Localized(en="Handed in, without a report", zh="已提交，尚无报告"),
        "reported": Localized(en="With a report", zh="已有报告"),
        "mean_total": Localized(en="Mean total", zh="平均总分"),
        "decision_now": Localized(en="Decision", zh="决定"),
        "comments": Localized(en="Comments", zh="评论"),
        "nothing_yet": Localized(en="There is nothing to show yet.", zh="暂无可显示的内容。"),
        "points_range": Localized(en="{} to {}: {}", zh="{} 至 {} 分：{}"),
    }
)


def words(language: Language) -> dict[str, str]:
    """All words in one language, by name."""
    return {name: word.in_language(language) for name, word in _WORDS.items()}
