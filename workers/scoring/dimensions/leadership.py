"""Leadership: giving a group a direction, letting others act and grow, and answering for what comes of it."""

from chalicelib.domain.language import Localized
from workers.scoring.dimension import Behaviour, Dimension, Parts, Phrasings

DIMENSION = Dimension(
    key="leadership",
    version=1,
    names=Localized(en="Leadership", zh="领导力"),
    description=Localized(
        en="Gives a group a goal with reasons, lets people decide and grow, and answers for the joint result.",
        zh="给团队讲清目标和理由，放手让成员决定和成长，并对共同的结果负责。",
    ),
    behaviours=(
        Behaviour(
            key="sets_direction",
            text=Localized(
                en="Gives the group a clear goal and says why it matters",
                zh="给团队一个明确的目标，并说明为什么",
            ),
            phrasings=Phrasings(
                en=(
                    "I told the crew what we wanted to reach by Easter and why",
                    "we agreed on one goal, that no child should wait longer than a day",
                    "at the first meeting I drew where we stood and where we had to be",
                    "I explained why we had to give up the old route",
                ),
                zh=(
                    "我跟大家讲清楚，国庆之前要做到什么，为什么",
                    "我们定了一个共同目标，就是不让一个孩子等过一天",
                    "第一次开会，我就画出现状和要达到的样子",
                    "我向组员解释了为什么要放弃原来的路线",
                ),
            ),
            cues=Phrasings(
                en=("goal", "aim", "direction", "we agreed", "explained why", "vision", "the first meeting"),
                zh=("目标", "方向", "共同", "讲清楚", "第一次开会", "开会", "带领", "达成一致"),
            ),
        ),
        Behaviour(
            key="divides_by_strength",
            text=Localized(
                en="Gives people tasks that fit what each does well",
                zh="按每个人的长处来分工",
            ),
            phrasings=Phrasings(
                en=(
                    "Tom was good with numbers, so he took the budget",
                    "I asked each of them what they would like to be in charge of",
                    "I put the quiet ones in charge of the research, which they did brilliantly",
                    "everybody had one area and knew by when it was due",
                ),
                zh=(
                    "小吴算账细心，我就让他管预算",
                    "我问每个人最想负责哪一块",
                    "不爱说话的两位，我安排他们查资料，做得特别好",
                    "每个人管一块，都清楚什么时候要交",
                ),
            ),
            cues=Phrasings(
                en=("in charge of", "good at", "good with", "responsible for", "assigned", "each of them", "strength"),
                zh=("分工", "擅长", "负责", "安排", "每个人", "长处", "细心", "适合"),
            ),
        ),
        Behaviour(
            key="hears_people",
            text=Localized(
                en="Hears people one by one and takes up what they say, also against own plan",
                zh="逐个听取意见，并采纳好的想法，哪怕与自己的计划不同",
            ),
            phrasings=Phrasings(
                en=(
                    "I spoke with every member alone before I decided anything",
                    "two of them said the schedule was too tight, so we moved it",
                    "her idea was better than mine, and we went with hers",
                    "I asked those who had stayed silent what they thought",
                ),
                zh=(
                    "做决定之前，我跟每个成员都单独聊过",
                    "有两个人说时间太紧，我们就往后挪了",
                    "她的主意比我的好，我们就按她的来",
                    "一直没说话的人，我会专门问问他们怎么看",
                ),
            ),
            cues=Phrasings(
                en=("one by one", "individually", "every member", "each member", "asked those", "idea was better"),
                zh=("单独", "逐个", "一个一个", "听取", "意见", "每个成员", "采纳", "怎么看"),
            ),
        ),
        Behaviour(
            key="hands_over_decisions",
            text=Localized(
                en="Hands real decisions over, with limits that are clear",
                zh="在明确的边界内真正放手让别人决定",
            ),
            phrasings=Phrasings(
                en=(
                    "up to two hundred euros they could decide without asking me",
                    "I left it to her how to run the stand and only wanted a report on Fridays",
                    "I did not take the task back when he made a mistake",
                    "they chose the method and I only set the date",
                ),
                zh=(
                    "两千块以内，他们不用问我，自己定",
                    "展台怎么做全交给她，我只要周五听一次汇报",
                    "他出了错，我也没有把活儿收回来",
                    "方法由他们选，我只定时间",
                ),
            ),
            cues=Phrasings(
                en=("left it to", "decide", "without asking me", "delegat", "trusted", "handed over", "their own"),
                zh=("自己定", "交给", "授权", "放手", "由他们", "不用问我", "信任", "做主"),
            ),
        ),
        Behaviour(
            key="helps_grow",
            text=Localized(
                en="Gives specific feedback and helps somebody to get better",
                zh="给出具体的反馈，帮助别人进步",
            ),
            phrasings=Phrasings(
                en=(
                    "after each shift I told him one thing that was good and one to work on",
                    "we practised the presentation together until she could do it alone",
                    "I let the newest member chair the next meeting and stood by",
                    "half a year later he was training others himself",
                ),
                zh=(
                    "每次值班后，我跟他说一点做得好的、一点要改的",
                    "我陪她练了几遍汇报，直到她自己能讲",
                    "下一次会我让新来的成员主持，我只在旁边看着",
                    "半年以后，他已经能带别人了",
                ),
            ),
            cues=Phrasings(
                en=("feedback", "trained", "taught", "coach", "practised", "improve", "on his own", "on her own"),
                zh=("反馈", "带他", "带她", "教", "陪", "进步", "练", "独立", "新人"),
            ),
        ),
        Behaviour(
            key="settles_conflict",
            text=Localized(
                en="Brings a conflict in the group into the open and settles it fairly",
                zh="把团队里的矛盾摆到桌面上，公平地解决",
            ),
            phrasings=Phrasings(
                en=(
                    "two members had stopped talking to each other, so I brought them to one table",
                    "I let both state their case and we agreed on a rule for the future",
                    "instead of picking a winner I asked them to agree on how to judge it",
                    "I said openly in the group what was not working",
                ),
                zh=(
                    "有两个组员互相不说话，我就把他们约到一起谈",
                    "双方都讲完了理由，我们再一起定下规矩",
                    "我没有直接判谁对，而是让他们先商量怎么评判",
                    "哪里出了问题，我在会上直接说开",
                ),
            ),
            cues=Phrasings(
                en=("both sides", "argument", "conflict", "disagree", "brought them", "openly", "rule"),
                zh=("矛盾", "两边", "双方", "争执", "说开", "坐下来谈", "分歧", "规矩"),
            ),
        ),
        Behaviour(
            key="answers_for_result",
            text=Localized(
                en="Follows the joint work and answers for its result",
                zh="跟进共同的工作，并对结果负责",
            ),
            phrasings=Phrasings(
                en=(
                    "when it failed I took the blame in front of the sponsors",
                    "as a group we regularly went through what was still open",
                    "in the end all nine of them came and we collected six thousand euros",
                    "the group still meets, although I left it last year",
                ),
                zh=(
                    "事情没做成，我在赞助方面前承担了责任",
                    "我们定期一起过进度，看看哪些还没完成",
                    "最后九个人全到齐了，一共募到六万块",
                    "我去年就离开了，这个小组现在还在运转",
                ),
            ),
            cues=Phrasings(
                en=(
                    "together we",
                    "every monday",
                    "progress",
                    "took the blame",
                    "in the end",
                    "as a group",
                    "the team",
                ),
                zh=("进度", "承担", "责任", "最后", "我们一共", "全组", "完成", "团队"),
            ),
        ),
    ),
    contrary=Phrasings(
        en=(
            "I did most of the work myself, because the others were too slow",
            "I gave orders and they had to follow",
            "I was the boss, so everybody listened to me",
            "I only passed on what we had been told",
            "people say that I am a born leader",
            "a good leader has to be strong and to listen",
        ),
        zh=(
            "别人太慢，大部分都是我自己做的",
            "我下命令，他们照做就行",
            "我是组长，所以大家都得听我的",
            "我就是把上面的话传达一下",
            "大家都说我天生有领导力",
            "当领导的就要有魄力，也要会听意见",
        ),
    ),
    anchors=(
        Localized(en="Tells of own work or of orders passed on.", zh="只讲自己做的事，或者传达指令。"),
        Localized(
            en="Gave out tasks; why so, and how others took part, stays general.",
            zh="分配过任务，但理由和他人的参与说得笼统。",
        ),
        Localized(
            en="Names a shared goal, divides the work sensibly and follows it to a result.",
            zh="有共同目标，分工合理，并跟进到结果。",
        ),
        Localized(
            en="Gives reasons, hands over decisions, gives feedback and settles conflicts in the open.",
            zh="讲清理由，真正授权，给出反馈，公开处理矛盾。",
        ),
        Localized(
            en="Also changes course for a better argument and leaves a group that does well without them.",
            zh="还能因更好的意见调整方向，离开以后团队依然做得好。",
        ),
    ),
    parts=Parts(key_points=0.45, behaviours=0.35, specificity=0.1, structure=0.1),
)
