"""Communication: being understood, in the answer itself and in what it tells of."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="communication",
    version=1,
    names=Localized(en="Communication", zh="沟通表达"),
    description=Localized(
        en="Speaks in an order that can be followed, with facts and reasons, and tells people in time what they need.",
        zh="表达有条理，有事实有理由，并及时把情况告诉相关的人。",
    ),
    behaviours=(
        Behaviour(
            key="sets_scene",
            text=Localized(en="Sets the scene: when, where and who was there", zh="交代背景：什么时候、在哪里、和谁"),
            phrasings=Phrasings(
                en=(
                    "in my last year at college I was in charge of a choir",
                    "two years ago three friends and I set up a market stall",
                    "during my internship at a small company I worked in the office",
                    "I was working evenings in a hotel",
                ),
                zh=(
                    "大三那年，我在学校的合唱团当团长",
                    "前年我和三个朋友一起摆过摊",
                    "实习的时候，我在一家公司的办公室工作",
                    "我晚上在酒店上班",
                ),
            ),
            cues=Phrasings(
                en=("last year", "last spring", "last summer", "in my", "at my", "during my", "when i was", "of us"),
                zh=("去年", "大一", "大二", "大三", "大四", "实习", "的时候", "兼职", "打过工", "那时候"),
            ),
        ),
        Behaviour(
            key="orders_steps",
            text=Localized(en="Signposts the order of events or steps", zh="用清楚的先后顺序来讲"),
            phrasings=Phrasings(
                en=(
                    "first I would call, then I would check",
                    "after that I did the second part",
                    "at the same time I would ask someone else",
                    "the next morning I would look at it again",
                ),
                zh=(
                    "我会先打电话，然后再查",
                    "接下来我做第二件事",
                    "同时我会请别人帮忙",
                    "第二天早上我会再看一遍",
                ),
            ),
            cues=Phrasings(
                en=("first", "then", "next", "after that", "at the same time", "finally", "later"),
                zh=("先", "然后", "接下来", "同时", "最后", "第一", "第二", "再"),
            ),
        ),
        Behaviour(
            key="gives_reasons",
            text=Localized(en="Backs statements with reasons and facts", zh="用理由和事实支持自己的说法"),
            phrasings=Phrasings(
                en=(
                    "because the room was booked twice by mistake",
                    "the reason was that nobody had told them",
                    "that is why I decided to call first",
                    "the figures showed that it happened at the weekend",
                ),
                zh=(
                    "因为同一个房间被订了两次",
                    "理由是没有人事先通知他们",
                    "所以我才决定先打电话",
                    "数据说明大部分发生在周末",
                ),
            ),
            cues=Phrasings(
                en=("because", "the reason", "that is why", "which meant", "for example", "since"),
                zh=("因为", "理由", "所以", "由于", "比如", "例如", "说明"),
            ),
        ),
        Behaviour(
            key="tells_in_time",
            text=Localized(
                en="Informs those affected in time and frankly, with something to choose from",
                zh="及时、坦诚地通知受影响的人，让对方有选择",
            ),
            phrasings=Phrasings(
                en=(
                    "I would ring the client right away, before it is too late to plan",
                    "I would be open about what we can do and what we cannot",
                    "I would let them choose between a refund and a later date",
                    "I told everyone the bad news the same day",
                    "I let the client know about the delay and gave two options",
                ),
                zh=(
                    "我会马上联系客户，让他来得及安排",
                    "我会坦白说哪些做得到，哪些做不到",
                    "我会让对方选，是退款还是改期",
                    "当天我就把坏消息告诉了大家",
                    "跟客户说明会晚到，并给出两个方案",
                ),
            ),
            cues=Phrasings(
                en=("tell the customer", "customer", "honest", "openly", "plainly", "choice", "offer", "let them know"),
                zh=("客户", "实话", "如实", "选择", "亲自打电话", "告诉他", "告诉大家", "说明情况"),
            ),
        ),
        Behaviour(
            key="puts_in_writing",
            text=Localized(
                en="Puts decisions and their reasons in writing",
                zh="把决定和理由写成文字",
            ),
            phrasings=Phrasings(
                en=(
                    "I would send a message to confirm what we said",
                    "I would write down the decision and the reasons for my boss",
                    "I wrote a short summary for everyone after the meeting",
                    "I sent the decision in writing",
                ),
                zh=(
                    "说好以后，我会再发一条信息确认",
                    "我会把决定和理由写下来给领导看",
                    "会后我写了一份简短的纪要发给大家",
                    "我把决定用书面的形式发出去",
                ),
            ),
            cues=Phrasings(
                en=("by email", "a note", "short note", "in writing", "summary", "wrote", "what i decided"),
                zh=("邮件", "书面", "写清楚", "纪要", "留言", "消息", "记下来"),
            ),
        ),
        Behaviour(
            key="closes",
            text=Localized(en="Rounds the answer off with what came of it", zh="最后说明结果，有头有尾"),
            phrasings=Phrasings(
                en=(
                    "it worked and we still do it that way",
                    "as a result there were far fewer complaints",
                    "half a year later the problem was gone",
                    "today I would start earlier",
                ),
                zh=(
                    "最后问题解决了，我们一直沿用这个办法",
                    "结果投诉少了很多",
                    "半年以后问题就没有了",
                    "换成现在，我会更早开始",
                ),
            ),
            cues=Phrasings(
                en=("in the end", "as a result", "later", "since then", "looking back", "finally"),
                zh=("最后", "结果", "后来", "以后", "回头看", "从那以后"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "I do not know what to say",
            "I have never thought about that",
            "I cannot really explain it",
            "it is what it is",
        ),
        zh=(
            "我不知道该说什么",
            "这个我没有想过",
            "我也说不清楚",
            "反正就那样",
        ),
    ),
    anchors=(
        Localized(
            en="Stays general or breaks off; a listener learns nothing.", zh="泛泛而谈或说不下去，听的人得不到信息。"
        ),
        Localized(en="Gives fragments without order or reason.", zh="只有零散的信息，没有顺序和理由。"),
        Localized(
            en="Can be followed, with some order and reasons; key facts are missing.",
            zh="能听懂，有一定的顺序和理由，但缺少关键事实。",
        ),
        Localized(
            en="Clear from beginning to end, with facts and reasons; those concerned are told in time.",
            zh="从头到尾清楚，有事实有理由，并及时告知相关的人。",
        ),
        Localized(
            en="To the point and well ordered; says hard things plainly, offers choices and confirms in writing.",
            zh="重点突出、条理分明；难说的话也如实说，给出选择，并书面确认。",
        ),
    ),
    parts=Parts(key_points=0.35, behaviours=0.25, specificity=0.15, structure=0.25),
)
