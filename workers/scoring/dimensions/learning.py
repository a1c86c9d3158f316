"""Learning ability: taking in something new, making sure that it is understood, and putting it to use."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="learning",
    version=1,
    names=Localized(en="Learning ability", zh="学习能力"),
    description=Localized(
        en="Sees what they cannot do yet, learns it from fitting sources, tests it, uses it and passes it on.",
        zh="看到自己不会的地方，用合适的途径学会，在实践中检验，用到工作里并分享给别人。",
    ),
    behaviours=(
        Behaviour(
            key="sees_gap",
            text=Localized(
                en="Names what they did not know or could not do yet",
                zh="说出自己当时不懂或不会的是什么",
            ),
            phrasings=Phrasings(
                en=(
                    "I had never edited a video before and the deadline was in ten days",
                    "when I read the code I noticed that I did not understand recursion",
                    "my first translation came back full of corrections",
                    "I realised that I could play the notes but not keep the rhythm",
                ),
                zh=(
                    "我从来没剪过视频，而十天以后就要交",
                    "看代码的时候，我发现自己并不懂递归",
                    "我的第一份译稿被改得满篇都是红字",
                    "我意识到音都弹对了，节奏却跟不上",
                ),
            ),
            cues=Phrasings(
                en=("never", "did not understand", "did not know", "new to me", "realised", "realized", "weak"),
                zh=("没学过", "不懂", "不会", "没接触过", "发现自己", "薄弱", "第一次", "零基础"),
            ),
        ),
        Behaviour(
            key="plans_learning",
            text=Localized(
                en="Picks what matters for the task and sets an order and a date",
                zh="挑出任务真正需要的内容，排好先后和时间",
            ),
            phrasings=Phrasings(
                en=(
                    "I only picked the three chapters that I needed for the task",
                    "I set myself the goal of holding a short talk in Spanish by June",
                    "I divided it into small topics and began with the basics",
                    "I made a plan, an hour each evening and a test on Sunday",
                ),
                zh=(
                    "我只挑了任务用得上的三章来看",
                    "我给自己定了目标，六月前能用西班牙语讲一段话",
                    "我把内容分成小块，从最基础的开始",
                    "我定了计划，每天晚上一小时，周日自测一次",
                ),
            ),
            cues=Phrasings(
                en=("goal", "plan", "chapters", "basics", "first", "every evening", "an hour", "broke it"),
                zh=("目标", "计划", "基础", "每天", "先学", "重点", "拆", "小时"),
            ),
        ),
        Behaviour(
            key="uses_sources",
            text=Localized(
                en="Uses several ways of learning, such as documents, courses, people",
                zh="用几种不同的途径学习，例如文档、课程、请教别人",
            ),
            phrasings=Phrasings(
                en=(
                    "I read the official guide and watched someone do it",
                    "I asked the nurse with the most experience to show me how she does it",
                    "I took an online class and looked things up in the handbook",
                    "I compared two textbooks, because they explained it differently",
                ),
                zh=(
                    "我看了官方文档，还跟着别人做了一遍",
                    "我请最有经验的护士给我示范",
                    "我上了一门网课，不懂的再翻手册",
                    "我对照着看了两本教材，因为讲法不一样",
                ),
            ),
            cues=Phrasings(
                en=("read", "watched", "asked", "course", "tutorial", "book", "documentation", "showed me"),
                zh=("看了", "文档", "教程", "网课", "请教", "书", "资料", "示范", "师傅"),
            ),
        ),
        Behaviour(
            key="practises_and_checks",
            text=Localized(
                en="Practises and checks whether it is really understood",
                zh="动手练习，并检验自己是否真的学会",
            ),
            phrasings=Phrasings(
                en=(
                    "I rebuilt a small example by myself without looking",
                    "I explained it to my roommate to see if I had got it",
                    "I solved old exam papers and marked them strictly",
                    "before I used it for real I tried it on a copy",
                ),
                zh=(
                    "我合上书，自己动手做了一个小例子",
                    "我讲给室友听，看看自己是不是真懂",
                    "我做往年的试卷，自己严格打分",
                    "正式用之前，我先在副本上试了一遍",
                ),
            ),
            cues=Phrasings(
                en=(
                    "practis",
                    "practic",
                    "exercise",
                    "by myself",
                    "explained it to",
                    "tried",
                    "quiz",
                    "without looking",
                ),
                zh=("练习", "自己做", "动手", "讲给", "自测", "试了", "做题", "真题", "模拟"),
            ),
        ),
        Behaviour(
            key="changes_way",
            text=Localized(
                en="Takes feedback or errors as a sign and learns in another way",
                zh="根据反馈或错误改变学习方法",
            ),
            phrasings=Phrasings(
                en=(
                    "I kept forgetting the words, so I began to use them in sentences",
                    "the coach told me that I rushed, so I practised with a metronome",
                    "I wrote down every mistake and looked for a pattern",
                    "copying the slides did not work, so I made up questions instead",
                ),
                zh=(
                    "单词老是忘，我就改成放在句子里记",
                    "教练说我太急，我就跟着节拍器练",
                    "我把错的都记下来，看看有什么共同点",
                    "抄笔记没有效果，我就改成自己出题",
                ),
            ),
            cues=Phrasings(
                en=("feedback", "mistake", "did not work", "instead", "pattern", "changed", "told me"),
                zh=("反馈", "错题", "没有效果", "改成", "换了", "方法", "指出", "总结"),
            ),
        ),
        Behaviour(
            key="applies_and_shares",
            text=Localized(
                en="Puts what was learned to use and passes it on",
                zh="把学到的用起来，并教给别人",
            ),
            phrasings=Phrasings(
                en=(
                    "after three weeks I wrote the report with it on my own",
                    "I used the same method later when I learned photography",
                    "I turned my notes into a short guide for the newcomers",
                    "my score went from fifty to eighty points",
                ),
                zh=(
                    "三周以后，我就自己用它写出了报告",
                    "后来学摄影的时候，我用的也是这个方法",
                    "我把笔记整理成一份简单的教程，给新来的人看",
                    "我的成绩从五十分提高到八十分",
                ),
            ),
            cues=Phrasings(
                en=("used it", "on my own", "guide", "taught", "shared", "newcomers", "later", "score"),
                zh=("用到", "用它", "独立", "教程", "教给", "分享", "新人", "后来", "成绩"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "nobody explained it to me, so I could not do it",
            "I already know everything that I need for this job",
            "I attended the course because I had to",
            "I am a fast learner and pick things up quickly",
            "I enjoy learning new things and find it important",
            "after some time I had just got used to it",
        ),
        zh=(
            "没有人教我，所以我不会",
            "这份工作要用的我早就都会了",
            "因为要求参加，我就去听了那个培训",
            "我学东西很快，一学就会",
            "我喜欢学习新知识，也觉得很重要",
            "用着用着就会了",
        ),
    ),
    anchors=(
        Localized(en="Names nothing in particular that was learned.", zh="说不出具体学了什么。"),
        Localized(
            en="Followed what was provided; whether it was understood stays open.",
            zh="按现成的安排学，是否真正掌握说不清。",
        ),
        Localized(
            en="Had a goal, used more than one source and applied it once; says little of the method.",
            zh="有目标，用了不止一种途径，也用上过一次，但较少谈方法。",
        ),
        Localized(
            en="Planned it, tested it in practice, mended the way of learning and shows a result.",
            zh="有计划，在实践中检验，改进学习方法，并有结果。",
        ),
        Localized(
            en="Also finds gaps before others do, carries the method to another field and leaves something others use.",
            zh="还能先于他人发现不足，把方法用到别的领域，并留下别人也在用的成果。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
