"""CVs of invented people, and what a person reads in them."""

from dataclasses import dataclass

from chalicelib.domain.candidate import Profile


@dataclass(frozen=True)
class SampleCv:
    """A CV, the profile that it states, and words that may not go further. The day is 15 November 2025."""

    name: str
    text: str
    profile: Profile
    protected: tuple[str, ...]


CVS: tuple[SampleCv, ...] = (
    SampleCv(
        name="chinese engineer",
        text="""\
张伟
男 | 1995年3月 | 汉族 | 未婚 | 中共党员
电话：13800001234 | 邮箱：zhangwei@example.com | 现居：上海市浦东新区 | 籍贯：山东济南
求职意向：Java开发工程师  期望城市：上海

教育背景
2014.09 - 2018.06    华东理工大学    计算机科学与技术    本科
主修课程：数据结构、操作系统、计算机网络

工作经历
2021.03 - 至今    上海云帆信息技术有限公司    高级Java开发工程师
• 负责订单系统的微服务改造，使用Spring Boot、Spring Cloud、Redis、Kafka
• 优化MySQL慢查询，接口响应时间下降60%
2018.07 - 2021.02    杭州蓝鲸网络科技有限公司    Java开发工程师
• 参与电商平台开发，使用MyBatis、RabbitMQ

专业技能
• 精通Java，熟悉JVM原理与多线程编程
• 熟练使用Spring Boot、MyBatis、Dubbo等框架
• 熟悉Docker、Kubernetes、Linux常用命令
• 英语六级（CET-6 520分），能阅读英文技术文档

证书
软考中级（软件设计师）、PMP
""",
        profile=Profile(
            education_level="bachelor",
            schools=("华东理工大学",),
            majors=("计算机科学与技术",),
            graduation_year=2018,
            years_of_experience=7.3,
            skills=(
                "Java",
                "Microservices",
                "Spring Boot",
                "Spring Cloud",
                "Redis",
                "Kafka",
                "MySQL",
                "E-commerce",
                "MyBatis",
                "RabbitMQ",
                "JVM",
                "Multithreading",
                "Dubbo",
                "Docker",
                "Kubernetes",
                "Linux",
            ),
            languages=("English",),
            certificates=("CET-6", "PMP", "软考 中级", "软件设计师"),
            location="Shanghai",
        ),
        protected=("男", "1995", "汉族", "未婚", "党员", "籍贯", "山东", "2014"),
    ),
    SampleCv(
        name="chinese accountant in a table",
        text="""\
个人简历
姓名	李静	性别	女
出生年月	1992.08	民族	满族
婚姻状况	已婚已育	政治面貌	群众
最高学历	硕士研究生	毕业院校	中南财经政法大学
工作年限	8年	所在城市	武汉
教育经历
2014年9月—2017年6月  中南财经政法大学  会计学  硕士
2010年9月—2014年6月  湖北经济学院  财务管理专业  本科
2007.09-2010.06 武汉市第三中学 高中
工作经历
2017年7月—2020年12月  武汉长江会计师事务所  审计助理
参与年度财务报表审计，编制审计底稿
2021年1月—至今  湖北光谷科技股份有限公司  财务主管
负责预算管理、成本核算、纳税申报，熟练使用金蝶与SAP
技能特长
办公软件：熟练使用Excel（数据透视表、VLOOKUP）、PPT
财务软件：金蝶、用友、SAP
语言能力
英语：CET-6，良好的读写能力
普通话：二级甲等
资格证书
注册会计师（CPA）、中级会计师、税务师
自我评价
工作细致负责，抗压能力强。
""",
        profile=Profile(
            education_level="master",
            schools=("中南财经政法大学", "湖北经济学院"),
            majors=("会计学", "财务管理"),
            graduation_year=2017,
            years_of_experience=8.0,
            skills=(
                "Auditing",
                "Financial reporting",
                "Budgeting",
                "Cost accounting",
                "Tax",
                "Kingdee",
                "SAP",
                "Microsoft Office",
                "Microsoft Excel",
                "Microsoft PowerPoint",
                "VLOOKUP",
                "Yonyou",
            ),
            languages=("English", "Chinese (Mandarin)"),
            certificates=("CET-6", "普通话 二级甲等", "CPA", "中级会计师", "税务师"),
            location="Wuhan",
        ),
        protected=("女", "1992", "满族", "已婚", "群众", "婚姻", "2010.06", "2007"),
    ),
    SampleCv(
        name="chinese graduate",
        text="""\
王小明
手机：139-0000-5678   邮箱：wxm@example.cn   性别：男   年龄：24
应聘岗位：机械工程师（应届）

【教育背景】
2021/09-2024/06 苏州市职业大学 机电一体化技术 大专 GPA 3.6/4.0
【实习经历】
2023/07-2023/12 苏州精密机械有限公司 工艺实习生
使用SolidWorks、AutoCAD绘制零件图，协助CNC数控编程
【项目经历】
2023/03-2023/06 自动分拣机设计
基于PLC编程实现分拣
【技能证书】
电工证、C1驾照、计算机二级、英语四级
【专业技能】
SolidWorks、AutoCAD、UG、PLC、钳工、液压传动
【获奖情况】
2022年 校级奖学金
""",
        profile=Profile(
            education_level="college",
            schools=("苏州市职业大学",),
            majors=("机电一体化技术",),
            graduation_year=2024,
            years_of_experience=None,
            skills=("SolidWorks", "AutoCAD", "CNC machining", "PLC programming", "UG NX", "钳工", "液压传动"),
            languages=("English",),
            certificates=("CET-4", "计算机等级考试 二级", "电工证", "驾照 C1"),
            location=None,
        ),
        protected=("性别", "男", "年龄", "24\n", "2021/09"),
    ),
    SampleCv(
        name="english analyst",
        text="""\
EMILY CARTER
Manchester, UK | +44 7700 900123 | emily.carter@example.com
Date of birth: 14 May 1991 | Nationality: British | Marital status: Married

PROFESSIONAL SUMMARY
Data analyst with 7 years of experience in retail and logistics. Fluent in English and Spanish.

WORK EXPERIENCE
Senior Data Analyst, Northfield Retail Ltd                Jul 2019 – Present
- Built Tableau dashboards used by 40 store managers
- Wrote SQL and Python pipelines (pandas, Airflow) on AWS
Data Analyst, Harbour Logistics plc                Sep 2016 – Jun 2019
- A/B testing of delivery messages; forecasting in R, Excel

EDUCATION
University of Manchester                Sep 2015 – Sep 2016
MSc Data Science, Distinction
University of Leeds                2012 – 2015
BSc (Hons) Mathematics and Statistics, First Class
Stockport High School, A-levels                2010 – 2012

SKILLS
Programming: Python, R, SQL, Git
Visualisation: Tableau, Power BI, Looker
Other: stakeholder management, storytelling

CERTIFICATIONS
AWS Certified Cloud Practitioner; Google Analytics Certification

LANGUAGES
English (native), Spanish (C1), French (basic)
""",
        profile=Profile(
            education_level="master",
            schools=("University of Manchester", "University of Leeds"),
            majors=("Data Science", "Mathematics and Statistics"),
            graduation_year=2016,
            years_of_experience=7.0,
            skills=(
                "Logistics",
                "Tableau",
                "SQL",
                "Python",
                "pandas",
                "Airflow",
                "AWS",
                "A/B testing",
                "Microsoft Excel",
                "R",
                "Git",
                "Power BI",
                "Looker",
                "Stakeholder management",
                "storytelling",
            ),
            languages=("English", "Spanish", "French"),
            certificates=("AWS Certified Cloud Practitioner", "Google Analytics Certification"),
            location="Manchester",
        ),
        protected=("1991", "British", "Married", "birth", "2012"),
    ),
    SampleCv(
        name="english site manager",
        text="""\
Daniel Okafor
Address: 12 Example Street, Dublin
Email: d.okafor@example.org
Gender: Male   Age: 38   Religion: Christian

Employment History
03/2018 - 10/2023   Site Manager, Greystone Construction Group
01/2018 - 06/2018   Acting Site Manager (overlap), Greystone Construction Group
06/2012 - 02/2018   Civil Engineer, Liffey Engineering Ltd
06/2011 - 08/2011   Summer Intern, Liffey Engineering Ltd

Education
B.Eng. in Civil Engineering, University College Dublin, 2008 - 2012
MBA, Dublin Business School, 2019 - 2021

Key Skills
Construction management
AutoCAD, Revit, MS Project
Risk management & health and safety
Team leadership

Licences
Full driving licence; PRINCE2; NEBOSH
""",
        profile=Profile(
            education_level="master",
            schools=("University College Dublin", "Dublin Business School"),
            majors=("Civil Engineering",),
            graduation_year=2021,
            years_of_experience=11.4,
            skills=(
                "Construction management",
                "AutoCAD",
                "Revit",
                "Microsoft Project",
                "Risk management",
                "Occupational safety",
                "Team leadership",
            ),
            languages=(),
            certificates=("PRINCE2", "Driving licence", "NEBOSH"),
            location="Dublin",
        ),
        protected=("Male", "38", "Christian", "Religion", "2008"),
    ),
    SampleCv(
        name="mixed product manager",
        text="""\
陈思远 Siyuan Chen
Shenzhen, China | siyuan@example.com | +86 137 0000 9999
个人简介 Profile
10年产品经理经验，Product manager for B2B SaaS, 5 years of experience with machine learning products.
工作经历 Work Experience
2019年7月 - 至今   腾云科技（深圳）有限公司   高级产品经理 Senior Product Manager
主导AIGC产品规划，使用Axure、Figma完成原型，A/B测试
Jan 2016 – Jun 2019   Bluewave Pte Ltd, Singapore   Product Manager
Requirements analysis, Jira, SQL
教育背景 Education
2013.08 - 2015.07   National University of Singapore   Master of Science in Information Systems
2009.09 - 2013.06   中山大学   软件工程   学士
技能 Skills
产品设计 / 需求分析 / Axure / Figma / SQL / Python
语言 Languages
普通话（母语）、粤语、English (IELTS 7.5)、日语N2
证书 Certificates
PMP, Certified ScrumMaster
""",
        profile=Profile(
            education_level="master",
            schools=("National University of Singapore", "中山大学"),
            majors=("Information Systems", "软件工程"),
            graduation_year=2015,
            years_of_experience=9.8,
            skills=(
                "Machine learning",
                "Generative AI",
                "Axure",
                "Figma",
                "A/B testing",
                "Requirements analysis",
                "Jira",
                "SQL",
                "Product design",
                "Python",
            ),
            languages=("English", "Chinese (Mandarin)", "Cantonese", "Japanese"),
            certificates=("IELTS 7.5", "JLPT N2", "PMP", "Certified ScrumMaster"),
            location="Shenzhen",
        ),
        protected=("2013.08", "2009"),
    ),
)
