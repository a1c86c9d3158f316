"""Innovation: finding a better way, trying it out with care and getting it into use."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="innovation",
    version=1,
    names=Localized(en="Innovation", zh="创新能力"),
    description=Localized(
        en="Questions how things are done, gathers several ideas, tries one on a small scale and brings it into use.",
        zh="能质疑原有做法，提出多种想法，小范围试行，并把有用的做法真正用起来。",
    ),
    behaviours=(
        Behaviour(
            key="questions_routine",
            text=Localized(
                en="Notices a drawback in how things have always been done and asks why",
                zh="发现老做法的弊端，并追问为什么要这样",
            ),
            phrasings=Phrasings(
                en=(
                    "we had always copied the addresses by hand and I wondered why",
                    "every visitor had to fill in the same sheet twice",
                    "I asked what the second signature was actually for",
                    "this step took far too long, and no one had ever questioned it",
                ),
                zh=(
                    "地址一直都是手抄的，我就想为什么非要这样",
                    "每个访客同样的内容要填两遍",
                    "我问第二个签字到底起什么作用",
                    "这一步特别费时间，可从来没有人提过",
                ),
            ),
            cues=Phrasings(
                en=("always", "by hand", "why", "the old way", "wondered", "took", "for years", "waste"),
                zh=("一直", "老办法", "为什么", "手工", "麻烦", "原来", "浪费", "多年", "从来"),
            ),
        ),
        Behaviour(
            key="gathers_ideas",
            text=Localized(
                en="Collects several different ideas before choosing one by stated criteria",
                zh="先收集几种不同的想法，再按标准选择",
            ),
            phrasings=Phrasings(
                en=(
                    "we wrote twenty ideas on cards and kept the three cheapest",
                    "I came up with several very different ways and compared effort and effect",
                    "one idea was an app, another one simply a coloured label",
                    "I invited people from other departments to think along",
                ),
                zh=(
                    "我们把二十个点子写在卡片上，留下最省钱的三个",
                    "我想了好几种完全不同的办法，比较花多少力气、有多大效果",
                    "一个想法是做小程序，另一个只是贴彩色标签",
                    "我请了别的部门的人一起出主意",
                ),
            ),
            cues=Phrasings(
                en=("ideas", "idea", "brainstorm", "several", "different ways", "compared", "criteria"),
                zh=("点子", "想法", "主意", "几种", "头脑风暴", "比较", "方案", "标准"),
            ),
        ),
        Behaviour(
            key="joins_sources",
            text=Localized(
                en="Takes an idea from another field and fits it to the task",
                zh="借鉴别的领域的做法，并按自己的情况改造",
            ),
            phrasings=Phrasings(
                en=(
                    "I had seen in a hospital how they use wristbands and carried that over",
                    "the idea came from a board game, where everybody moves at once",
                    "I combined the waiting list with the lottery that our library uses",
                    "in a video about farming I saw a trick that we could adapt",
                ),
                zh=(
                    "我在医院看到他们用手环，就把这个办法搬了过来",
                    "灵感来自一个桌游，大家可以同时走",
                    "我把排队和摇号两种办法结合起来",
                    "我在一个讲种地的视频里看到一招，改一改正好能用",
                ),
            ),
            cues=Phrasings(
                en=("came from", "inspired", "combined", "borrowed", "carried over", "adapted", "had seen"),
                zh=("灵感", "借鉴", "结合", "搬过来", "受到启发", "启发", "看到", "改一改"),
            ),
        ),
        Behaviour(
            key="tries_small",
            text=Localized(
                en="Tries it out on a small scale and says beforehand what would count as success",
                zh="先小范围试行，并事先说好怎样算成功",
            ),
            phrasings=Phrasings(
                en=(
                    "I built a rough model out of cardboard and let five people use it",
                    "for two weeks we tried it in one class only",
                    "beforehand we had said that it must save at least ten minutes",
                    "we could have gone back to the old form at any time",
                ),
                zh=(
                    "我用纸板搭了一个简单的模型，让五个人试用",
                    "我们先在一个班试了两周",
                    "事先说好，至少要省下十分钟才算成功",
                    "要是不行，随时能换回原来的表格",
                ),
            ),
            cues=Phrasings(
                en=("prototype", "tried", "trial", "test", "pilot", "for two weeks", "small", "model"),
                zh=("试用", "试行", "试点", "原型", "模型", "试了", "小范围", "样品"),
            ),
        ),
        Behaviour(
            key="adapts_from_feedback",
            text=Localized(
                en="Says what did not work and changes it after feedback",
                zh="说出哪里行不通，并根据反馈修改",
            ),
            phrasings=Phrasings(
                en=(
                    "the first version was a flop, because the buttons were too small",
                    "the drivers told us that it dazzled them, so we took a darker colour",
                    "I had assumed that people read the sign, and nobody did",
                    "after the first round we left half of it out",
                ),
                zh=(
                    "第一版不行，按钮太小，没人点得到",
                    "司机说晃眼，我们就换了深一点的颜色",
                    "我以为大家会看牌子，结果没有人看",
                    "第一轮之后，我们砍掉了一半",
                ),
            ),
            cues=Phrasings(
                en=("first version", "feedback", "did not work", "changed", "told us", "assumed", "second version"),
                zh=("第一版", "反馈", "行不通", "改", "第二版", "我以为", "意见", "修改"),
            ),
        ),
        Behaviour(
            key="brings_into_use",
            text=Localized(
                en="Gets it into lasting use and shows the gain",
                zh="让做法真正用起来，并说明带来的好处",
            ),
            phrasings=Phrasings(
                en=(
                    "the new way saves us about a day of work every month",
                    "the two other branches have taken it over since then",
                    "it has been the standard for a year and nobody wants the old one back",
                    "it cost next to nothing and has long paid for itself",
                ),
                zh=(
                    "改了以后，每个月能省出一天的工作量",
                    "后来另外两家店也跟着用了",
                    "用了一年，大家都不想换回去了",
                    "几乎没花什么钱，早就回本了",
                ),
            ),
            cues=Phrasings(
                en=("now", "saves", "saved", "used to", "taken it over", "since then", "standard", "adopted"),
                zh=("现在", "省", "原来要", "推广", "一直在用", "也跟着", "采用", "节约"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "we have always done it like this and it works",
            "I would use artificial intelligence and big data for everything",
            "I have many creative ideas",
            "I copied it from the internet as it was",
            "changing that is not up to me",
        ),
        zh=(
            "一直都是这么做的，挺好的",
            "现在什么都可以用人工智能和大数据来做",
            "我这个人点子特别多",
            "网上找了一个，原样照搬过来",
            "改不改不是我能决定的",
        ),
    ),
    anchors=(
        Localized(en="Describes the usual way or names a slogan.", zh="只讲惯常的做法，或者喊口号。"),
        Localized(
            en="One vague idea, tied to no definite problem and not tried.",
            zh="只有一个笼统的点子，没有对应的问题，也没有试过。",
        ),
        Localized(
            en="A workable improvement to a definite problem, with a result; no other idea was weighed.",
            zh="针对明确的问题作了可行的改进并有结果，但没有比较其他想法。",
        ),
        Localized(
            en="Compares different ideas, tries one on a small scale, changes it after feedback and shows the gain.",
            zh="比较不同想法，小范围试行，根据反馈修改，并说明收益。",
        ),
        Localized(
            en="Also questions what all took for granted, says what failed, and others have taken the solution up.",
            zh="还能质疑大家习以为常的前提，坦率说出失败之处，做法也被别人采用。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
