"""Job descriptions as companies write them, with what a recruiter would look for first."""

from dataclasses import dataclass

from chalicelib.domain.language import Language
from chalicelib.domain.question import Scenario


@dataclass(frozen=True)
class Described:
    key: str
    title: str
    text: str
    language: Language
    scenario: Scenario
    expected: frozenset[str]
    """At least two of these should be among the first three dimensions."""
    first: tuple[str, ...]
    """At least one of these should be the first or second."""
    terms: tuple[str, ...]
    """Key terms that must be found, in lower case."""


JAVA = Described(
    key="zh_backend",
    title="Java后端开发工程师",
    language="zh",
    scenario="social",
    text="""公司简介：
我们是一家成立于2012年的物流科技公司，总部位于杭州，服务全国两千多家仓库。

岗位职责：
1、负责仓储管理系统的后端开发，参与需求分析、系统设计和编码；
2、负责线上故障排查与根因分析，持续优化系统性能；
3、与产品、测试团队紧密配合，按时交付版本。

任职要求：
1、计算机相关专业本科及以上学历，三年以上Java开发经验；
2、精通Java，熟悉Spring Boot、MySQL、Redis、Kafka，了解分布式系统原理；
3、具备较强的问题解决能力和逻辑思维能力，能独立定位问题；
4、有高并发系统经验者优先；
5、年龄35岁以下。

福利待遇：五险一金、双休、带薪年假、下午茶。""",
    expected=frozenset({"problem_solving", "professional_knowledge", "logic", "teamwork"}),
    first=("problem_solving", "professional_knowledge", "logic"),
    terms=("java", "spring boot", "mysql", "redis", "kafka"),
)
SALES = Described(
    key="zh_sales",
    title="大客户销售经理",
    language="zh",
    scenario="social",
    text="""岗位职责：
1. 开拓制造业大客户，完成季度业绩目标；
2. 深入了解客户需求，制定解决方案并组织商务谈判；
3. 维护客户关系，定期客户回访，提升客户满意度；
4. 协调交付、售后等部门处理客诉。
任职要求：
1. 大专以上学历，两年以上大客户销售经验，熟悉CRM系统；
2. 沟通能力强，擅长谈判和方案演讲；
3. 抗压能力强，能承受业绩压力，结果导向；
4. 形象好、气质佳，男女不限；
5. 能适应经常出差。
薪资8k-15k，五险一金，节日福利。""",
    expected=frozenset({"customer_orientation", "communication", "resilience"}),
    first=("customer_orientation", "communication"),
    terms=("crm",),
)
OPERATIONS = Described(
    key="zh_operations",
    title="数据运营专员（校招）",
    language="zh",
    scenario="campus",
    text="""【你将负责】
- 搭建用户增长的指标体系，用数据看板跟踪每日转化率
- 对活动效果做A/B测试和统计分析，撰写分析报告并向业务方汇报
- 从数据中发现问题，提出优化建议

【我们希望你】
- 2026届毕业生，统计学、数学、计算机等相关专业
- 熟练使用SQL和Excel，会Python者优先
- 数据敏感，逻辑清晰，能把复杂的结论讲明白
- 学习能力强，愿意自学新工具，有求知欲

【我们提供】
双休、免费午餐、弹性工作制""",
    expected=frozenset({"data_literacy", "logic", "learning", "communication"}),
    first=("data_literacy",),
    terms=("sql", "excel", "python"),
)
NURSE = Described(
    key="zh_nurse",
    title="护士长",
    language="zh",
    scenario="internal",
    text="""职位描述：
全面管理内科病区的护理工作，带团队完成日常护理质量目标。负责排班、绩效面谈和新护士带教，培养人才梯队。
组织护理质量检查，对不良事件进行复盘和整改；处理患者及家属的投诉处理与沟通协调；遇到突发事件时组织应急处理。
任职资格：
护理学本科以上学历，持有护士执业资格证书，五年以上临床护理经验，两年以上团队管理经验；
责任心强，敢于承担，情绪稳定，能在高强度工作中保持冷静；
熟悉护理操作规程和行业规范。身体健康，35岁以下优先。""",
    expected=frozenset({"leadership", "professional_knowledge", "resilience", "ownership", "problem_solving"}),
    first=("leadership", "professional_knowledge"),
    terms=("护理",),
)
SUPPORT = Described(
    key="en_support",
    title="Customer Support Specialist",
    language="en",
    scenario="social",
    text="""About us
Brightshelf was founded in 2015 and is a leading provider of library software. We have offices in Leeds and Porto.

What you will do
- Answer customer questions by phone, chat and email and own each case until it is closed
- Handle complaints calmly and turn unhappy customers into loyal ones
- Collect customer feedback and pass it on to the product team
- Write clear help articles in our Zendesk knowledge base

What we are looking for
- At least two years of customer service experience, ideally with SaaS products
- Excellent written and verbal communication skills and active listening
- Ability to stay calm and work under pressure during peak season
- A team player who enjoys helping colleagues

Benefits
Competitive salary, 25 days of annual leave, pension scheme. We are an equal opportunity employer.""",
    expected=frozenset({"customer_orientation", "communication", "resilience"}),
    first=("customer_orientation", "communication"),
    terms=("customer service", "saas"),
)
LEAD = Described(
    key="en_lead",
    title="Head of Warehouse Operations",
    language="en",
    scenario="internal",
    text="""Responsibilities:
1. Lead a team of four shift leaders and sixty warehouse staff; coach them, delegate and carry out performance reviews.
2. Set direction for inventory management and demand forecasting across two sites.
3. Take full ownership of safety and service targets and be accountable for results.
4. Drive continuous improvement and process improvement projects using lean manufacturing methods.
5. Coordinate with procurement and transport planners.

Requirements:
- Bachelor's degree in logistics or supply chain management
- Five years of experience in warehouse management, at least two in people management
- Strong knowledge of SAP and Excel
- Proven ability to motivate others and build a team
- Under 40, energetic""",
    expected=frozenset({"leadership", "ownership", "innovation", "problem_solving"}),
    first=("leadership",),
    terms=("inventory management", "demand forecasting", "sap"),
)
RESEARCH = Described(
    key="en_research",
    title="Junior Data Scientist",
    language="en",
    scenario="campus",
    text="""The role
You will join a group that forecasts electricity demand. You will clean meter data, build machine learning models in
Python, check data quality and present findings to engineers and to people without a technical background.

Qualifications
- Degree in statistics, mathematics or computer science
- Good command of Python, SQL and Git; experience with PyTorch is a plus
- Strong analytical skills and critical thinking: you question assumptions and evaluate evidence
- Willingness to learn new tools quickly; curiosity
- Creative in finding new ideas

We offer flexible working hours and a pension plan.""",
    expected=frozenset({"data_literacy", "logic", "learning", "innovation", "professional_knowledge"}),
    first=("data_literacy", "logic", "learning"),
    terms=("python", "sql", "pytorch", "machine learning"),
)
MIXED = Described(
    key="mixed_product",
    title="Product Manager 产品经理（B端 SaaS）",
    language="zh",
    scenario="social",
    text="""About the role
We are looking for a Product Manager for our SaaS platform. 你将负责CRM产品的需求分析与原型设计，推动跨部门协作。

岗位职责 Responsibilities：
- 调研用户需求，输出PRD，使用 Axure 或 Figma 完成原型
- Work closely with engineering and sales; 协调各方资源，推动项目按时上线
- 用数据分析评估功能效果，持续改进用户体验

任职要求 Requirements：
- 3年以上产品管理经验，熟悉 Scrum 和 A/B testing
- 英语流利，可以用英文汇报 (English as working language)
- 逻辑思维清晰，有创新意识，善于沟通
- 自驱力强，积极主动，对结果负责

Benefits 福利：六险一金, competitive salary, 弹性工作""",
    expected=frozenset(
        {"logic", "teamwork", "communication", "customer_orientation", "innovation", "ownership", "data_literacy"}
    ),
    first=("teamwork", "communication", "customer_orientation", "innovation", "ownership", "logic", "data_literacy"),
    terms=("figma", "axure", "crm", "saas"),
)
ALL = (JAVA, SALES, OPERATIONS, NURSE, SUPPORT, LEAD, RESEARCH, MIXED)
