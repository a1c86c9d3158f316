"""What job descriptions say anyway: words at which a term ends, and words that are no term alone."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH_BREAKS: Final = _words(
    """
    ability able about accurate accurately achieve across act actively add additional additionally adept advanced
    advantage after aged ahead aid all along already also alongside amazing an and any applicant applicants apply
    appropriate are around as aspects assist assisted assisting assume at attend attention attitude attractive
    available basic basis be become been being believe benefits best better bonus both bring bringing broad build
    building but by can candidate candidates capable career carry challenging clear closely colleagues collaborate
    come comfortable committed common communicate company competitive complete complex conduct confident
    consistently contribute coordinate create creating current currently daily day days deal decisions deep degree
    deliver delivering demonstrable demonstrated dependent desirable desire detail detailed determine develop
    developing different directly do drive driven due duties dynamic each eager effective effectively efficient
    efficiently either eligible employee employees employer encourage engage enjoy ensure ensuring enthusiastic
    environment equivalent especially essential establish etc evaluate every everyone evidence exceed excellent
    exceptional excited execute executing existing expect expected experience experienced experiences exposure
    extensive familiar familiarity fast field fields flexible focus follow for from full fully fun further future
    gain general get give given good graduate graduates great ground grow growing growth guide handle handling hands
    have he help helping her high higher highly hire his hold hour hours how ideal ideally identify if impact
    implement implementing important improve improving in include includes including incl increase independent
    independently individual individuals industry initiative innovative inspire interact interest interested
    interpret into involved is issues it its job join joining keep key keen know knowledge large lead leader leading
    learn least less level levels liaise like limited location long look looking love made maintain maintaining make
    making manage managing manner many may means meet meeting meets member members mentor minimum mission month
    months more most motivated multiple must need needed needs new nice no not now of offer office often on one
    ongoing only open opportunities opportunity optimise optimize or organise organize organised organized other
    others our out outstanding over own owning package part participate partner partners passion passionate people
    perform performing person personal place plan plus point position possess practical prefer preferably preferred
    prepare preparing present previous prior proactive proactively proficiency proficient promote proud proven
    provide providing qualification qualifications qualified quality quick quickly range rapidly recent recently
    record related relevant reliable report reporting require required requirement requirements requires resolve
    respond responsibilities responsibility responsible review right role roles run running salary seek seeking self
    send senior serve set several shape share she should show similar simple skill skilled skills small so solid
    solve some someone sound spoken standard standards start strive strong strongly subject succeed success
    successful such suit suitable support supporting sure take taking talented task tasks team teams than that the
    their them then there these they thing things think this those thrive through throughout time timely times to
    together top track translate tune turn two type typical under understand understanding undertake up upon us use
    used user using valid value various verbal very via want wanted warm we week weekly well what when where whether
    which while who whole why wide will willing willingness with within without work working world would write
    written year years yet you your yourself one two three four five six seven eight nine ten twelve twenty thirty
    forty fifty sixty hundred dozen energetic until unless enjoys pass ones turns closed calm calmly loyal unhappy
    happy command coach delegate question forecast forecasts choose ask asks explain explains cooperate deliver
    draft drafts advise advises monthly quarterly annually junior mid able-bodied similar-sized hand-in-hand eg ie
    e.g i.e
    """
)
"""Words at which a term ends: grammar, verbs of every duty, praise and what every advertisement asks for."""

ENGLISH_COMMON: Final = _words(
    """
    access account accounts activities administration agency analysis application applications approach area areas
    assistant associate bachelor's bachelor budget budgets business businesses calls campaign campaigns care case
    cases center centre change channel channels client clients communication communications content control
    coordination cost costs country customer customers data deadlines deadline decision department departments
    design development director discipline document documentation documents efficiency email engineer engineering
    engineers equipment events execution features feedback files findings function functions goals group
    implementation improvement improvements information initiatives insight insights integration internal external
    international issue language leadership life line local management manager managers market markets master
    materials meetings method methods metrics model models monitoring negotiation network operation operations order
    orders party performance phone planning plans platform platforms policies policy practice practices presentation
    presentations priorities problem problem-solving problems process processes product production products
    professional professionals program programme programmes programs progress project projects property public
    region regional reports representative research resource resources result results sales schedule schedules
    school science security service services site software solution solutions specialist staff stakeholder
    stakeholders state store stores strategies strategy structure studio support system systems target targets
    technical technologies technology testing tool tools training trends university vendor vendors workflow
    workflows team-player code reviews review ownership end-to-end day-to-day fast-paced cross-functional
    multi-tasking
    """
)
"""Words that are no term alone but may be a part of one."""

NOUNS_IN_ING: Final = _words(
    """
    accounting advertising auditing banking billing branding budgeting cleaning coaching coding computing consulting
    copywriting editing engineering financing forecasting fundraising hiring invoicing learning licensing lighting
    logging machining manufacturing marketing mentoring merchandising mining modeling modelling monitoring
    networking nursing onboarding operating outsourcing packaging planning pricing printing processing programming
    prototyping purchasing recruiting reporting routing sampling scheduling scripting shipping sourcing streaming
    styling teaching tendering testing ticketing tracking training translating troubleshooting tuning underwriting
    upselling warehousing welding writing
    """
)
ADJECTIVES_IN_ED: Final = _words("distributed embedded automated applied supervised unsupervised advanced integrated")

CHINESE_BREAKS: Final = _words(
    """
    能力 工作 经验 公司 团队 业务 负责 熟悉 精通 掌握 了解 具备 具有 拥有 良好 优秀 较强 相关 以上 以下 学历 专业
    本科 大专 硕士 博士 毕业 毕业生 应届 应届生 优先 以及 进行 完成 参与 协助 配合 其他 其它 领导 交办 安排 任务
    要求 岗位 职位 职责 任职 资格 条件 内容 描述 说明 使用 运用 应用 能够 善于 热爱 喜欢 愿意 独立 主动 积极 认真
    细致 踏实 责任心 意识 精神 方面 方式 方法 情况 问题 解决 解决问题 提供 提升 提高 推动 推进 跟进 制定 建立 搭建
    完善 维护 保证 保障 确保 支持 达成 实现 开展 执行 落实 组织 协调 沟通 对接 撰写 编写 输出 整理 收集 汇总 分析
    管理 优化 设计 开发 研究 服务 处理 日常 定期 及时 有效 高效 快速 不断 持续 根据 结合 通过 围绕 按照 包括 包含
    至少 一定 一年 两年 三年 五年 年 经历 背景 行业 领域 部门 人员 同事 员工 人才 企业 机会 平台 发展 空间 环境 氛围
    福利 待遇 薪资 薪酬 五险一金 双休 国家 法定 节假日 时间 地点 上班 下班 加班 出差 欢迎 加入 我们 候选人 应聘
    应聘者 简历 投递 面试 身体 健康 年龄 性别 男 女 男女 不限 形象 气质 程度 水平 结果 目标 效果 质量 效率 标准 规范
    流程 制度 体系 资源 信息 材料 资料 文档 文件 报告 方案 计划 项目 产品 市场 客户 用户 数据 系统 技术 工具 软件
    办公软件 基础 理论 知识 技能 素质 思维 逻辑 表达 学习 抗压 压力 性格 外向 开朗 态度 敬业 诚信 正直 吃苦耐劳 第一
    核心 关键 重要 主要 重点 整体 全面 全程 各类 各种 各项 多种 不同 新 需求 过程 阶段 环节 层面 角度 个人 自我 相应
    对应 左右 优势 加分 者 等 岁 名 人 元 一 二 三 四 五 六 七 八 九 十 国内 国际 国内外 海外 全国 总部 上市公司
    融资 领先 致力于 成为 希望 寻找 以上学历 计算机相关 相关专业 本科学历 工作经验 优先考虑 者优先 有限公司 公司业务
    上级 上级领导 临时性 事项 事务 事宜
    """
)
"""Words that are no term alone; between others they may be a part of one."""
CHINESE_ENDS: Final = _words(
    """
    能力 经验 工作 公司 负责 熟悉 精通 掌握 了解 具备 具有 拥有 良好 优秀 较强 相关 以上 以下 学历 专业 本科 大专
    硕士 博士 毕业 毕业生 应届 应届生 优先 以及 进行 完成 参与 协助 配合 其他 其它 交办 安排 任务 要求 岗位 职位
    职责 任职 资格 条件 描述 使用 能够 善于 热爱 喜欢 愿意 独立 主动 积极 认真 细致 踏实 意识 精神 方面 方式 方法
    情况 解决 提供 提升 提高 推动 推进 跟进 制定 建立 搭建 完善 保证 保障 确保 支持 达成 实现 开展 执行 落实 协调
    撰写 编写 输出 整理 收集 汇总 日常 定期 及时 有效 高效 快速 不断 持续 根据 结合 通过 围绕 按照 包括 包含 至少
    一定 经历 背景 行业 领域 部门 同事 员工 欢迎 加入 我们 候选人 简历 程度 水平 主要 重点 整体 全面 全程 各类 各种
    各项 多种 不同 个人 自我 相应 对应 左右 优势 希望 寻找 成为 有 是 无 会 能 可 需 须 年 者 等 岁 名 人 元
    以上学历 计算机相关 相关专业 本科学历 工作经验 氛围 扎实 丰富 敏锐 强烈 熟练 擅长 承担 统招 全日制 专业本科 明白
    结论 版本 岗位职责 任职要求 家属 上线 按时 紧密配合 若干 至今 导向 上级 领导 临时 深入 理解 挖掘 沟通 对接 跨 并
    和 与 及 或 对 把 从 为 在 于 参加 指导 监督 检查 促进 收到 关注 做好 把控 引导 输入 梳理 复盘 落地 打造 赋能
    组织 调研 优秀者 不限 可以 需要 必须 一线 大厂 知名 同类 类似 同等
    """
)
"""Words at which a Chinese term ends or before which it ends."""
