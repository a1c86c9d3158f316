"""What is refused as a wish about the person, and the work that only sounds like it."""

import pytest

from chalicelib.domain.protected import protected_attribute, protected_spans, without_protected


def _each(text: str) -> list[str]:
    return [part for line in text.strip().splitlines() for part in line.strip().split(" / ")]


REFUSED = {
    "age": _each("""
        年龄要求28-40岁 / 40岁以内 / 80、90后优先 / under the age of 30 / 白羊座优先 / 年富力强 / age < 30
        fresh young faces / 年纪轻
        35岁以下 / 年龄35周岁以内 / 18-35岁 / 三十五岁以下 / 90后 / 95后优先 / 年轻有活力 / 团队年轻化，要求年轻
        应届生，25岁左右 / 1990年以后出生 / 退休人员勿扰 / 属相不合勿扰 / under 35 / Below 30 years old / aged 25-35
        must be under 40 / between 25 and 35 years old / young and energetic / team of young people
        young professionals / born after 1995 / maximum age 45 / date_of_birth / birthDate / Age
        millennials preferred / digital native / ages 22 to 30 / no older than 35
        candidates over 50 need not apply / 年龄 / 出生年月
    """),
    "sex": _each("""
        只招男生 / 女性，形象好 / Looking for a guy who codes / he should be male / Ladies only / 男性优先，能出差
        限男性 / 女生优先 / 仅限女生 / 男士优先 / 本科，男，英语六级 / 性别：女 / 招聘女文员 / 男 / Female
        male only / Women preferred / female receptionist / must be a man / no women / Gender / sex: F / 适合男生
        限男 / 美女前台 / men only / prefer male candidates
    """),
    "ethnicity": _each("""
        汉族 / 限汉族 / 少数民族勿扰 / 民族 / 英语母语 / native speaker / Native English speaker / native Chinese
        nationality: Dutch / race / no foreigners / without accent / white people only / mother tongue German / 国籍
        藏族优先 / English as first language
    """),
    "native_place": _each("""
        本地户籍 / 山东籍 / 上海户口 / 限本地人 / 河南人勿扰 / 籍贯 / 生源地为江苏 / local hukou / place of birth
        hometown / locals only / 外地人不要 / 户口所在地
    """),
    "family": _each("""
        已婚已育 / 未婚优先 / 单身 / 无家庭负担 / 婚姻状况 / 宝妈优先 / married with children / no kids
        unmarried women / single only / Marital Status / no family commitments / childless / maritalStatus
        有小孩者优先
    """),
    "pregnancy": _each("""
        未孕 / 三年内无生育计划 / not pregnant / no pregnancy plans / 孕期勿投 / not planning to have a baby
        无怀孕计划 / 二胎妈妈勿扰
    """),
    "religion": _each("""
        无宗教信仰 / 信佛优先 / Christians only / religion / 穆斯林优先 / no Muslims / religious beliefs
        must be Catholic
    """),
    "health": _each("""
        no disabled people / must be healthy / 无慢性病 / 无精神病史 / 四肢健全
        身体健康 / 无残疾 / 无传染病史 / 乙肝携带者勿投 / non-disabled / able-bodied / in good health
        no disabilities / health status / physically fit / 色盲色弱勿扰 / 体检合格 / 身心健康 / medical history
        血型
    """),
    "political_status": _each("""
        党员 / 中共党员优先 / 政治面貌 / 共青团员优先 / Communist Party member / political affiliation
    """),
    "appearance": _each("""
        形象好气质佳 / 身高170以上 / 身高170cm / 五官端正 / 颜值高 / good-looking / attractive appearance
        height above 170 cm / no visible tattoos / slim / 身材苗条 / presentable / photo / 外貌
    """),
}
HARMLESS = _each("""
    高龄老人照护经验 / age verification software / gender classification model / 35年行业积累 / 20-30人团队管理经验
    30分钟内响应
    产后康复师 / 汉语言文学专业 / 古典文献学 / 社会团体会员管理 / 男篮赛事直播 / 病理学 / heightened security
    blood bank technician
    children's books editing / religious education teacher training / young people's mental health services
    星座类内容运营
    young adult fiction / 1990年成立的公司项目经验 / weight training coach / black hat SEO knowledge
    men's fashion buyer
    female health products marketing / 女装设计 / 男装买手 / age-related disease research / elderly care / 老年护理
    marriage registry software / 民族学专业 / 5 years of experience / Mandarin / recent graduates only / 应届毕业生
    3年以上工作经验 / 本科及以上学历 / fluent English / 英语六级 / Python / React Native / cloud native architecture
    native iOS apps / under 30 minutes response time / managed a team of over 50 / over 20 clients
    increase sales by 35% or more / 单身公寓运营 / single sign-on / single page applications / 婚礼策划
    婚恋产品经验 / 生育保险核算 / maternity products / maternity leave cover / 母婴用品销售 / 儿童教育
    3-6岁儿童英语教学 / 面向90后用户的产品运营 / 年轻用户增长 / 用户年龄分层分析 / youth work with young people
    teaching young learners / gender equality programmes / 性别平等研究 / 妇产科护理 / 男科医生助理的排班系统
    女性用户研究 / 女性健康产品 / 男士护肤品推广 / 女鞋设计 / 残疾人服务 / disability services coordinator
    accessibility testing / HIV research / 乙肝疫苗研发 / 慢性病管理 / 健康管理师 / health insurance claims
    occupational health and safety / 古籍修复 / 书籍编辑 / 户籍管理系统开发 / 可解决北京户口 / 党建工作经验
    third-party members portal / 品牌形象设计 / 身高体重秤研发 / 高颜值产品设计 / height-adjustable desks
    weight management programme / 中央民族大学 / 民族音乐 / 宗教学专业 / religious studies degree / 性别不限
    年龄不限 / 男女不限 / regardless of age, sex or religion / equal opportunity employer / image recognition models
    local market knowledge / Shanghai / 上海 / willing to travel 50% / 能适应倒班 / 可接受出差
    valid driving licence / works weekends / 后端开发 / 售后服务 / 2000后台用户权限 / 智慧养老产品 / 青少年心理咨询
    race condition debugging / white paper writing / black box testing / Han River project / 退休金系统维护
    employee engagement / family medicine / 家庭教育指导 / single-cell sequencing / human resources management
    mail server administration / women's wear buyer / e-mail marketing to women / the age of information
    page layout / Cantonese / 日语N1 / 藏语翻译 / 回族美食栏目 / photography skills / 摄影与照片后期处理
    stage presence / party planning / political science degree / multi-cultural team / fast-paced environment
    有责任心 / 抗压能力强 / 性能优化 / 女子篮球赛事运营 / boyer-moore algorithm / manage meal kits for 40 stores
    work under pressure / budget over 50,000 / project over 12 months / 招男装设计师 / 要求男鞋版型经验
""")


@pytest.mark.parametrize(("attribute", "text"), [(key, text) for key, texts in REFUSED.items() for text in texts])
def test_a_wish_about_the_person_is_refused(attribute: str, text: str) -> None:
    found = protected_attribute(text)
    assert found is not None
    assert found.attribute == attribute


@pytest.mark.parametrize("text", HARMLESS)
def test_work_that_only_sounds_like_it_passes(text: str) -> None:
    assert protected_attribute(text) is None


COLUMNS = {word for texts in REFUSED.values() for word in texts if protected_spans(word) == ()}


def test_a_longer_text_is_searched_for_the_same_words() -> None:
    whole_text_only = {
        "Female",
        "男",
        "Gender",
        "race",
        "Age",
        "religion",
        "hometown",
        "photo",
        "民族",
        "birthDate",
        "maritalStatus",
        "slim",
    }
    assert whole_text_only >= COLUMNS


def test_what_is_protected_leaves_a_text_and_the_rest_keeps_its_place() -> None:
    text = (
        "张三 | 男 | 25岁 | 汉族\n性别：男，籍贯：山东，熟悉 Java；已婚，身高 175cm\n"
        "Gender: male, born in 1990, builds Java services"
    )
    left = without_protected(text)
    assert len(left) == len(text)
    assert left.index("Java") == text.index("Java")
    for word in ("男", "25", "汉", "籍贯", "婚", "175", "male", "1990"):
        assert word not in left
    assert "builds Java services" in left


def test_the_reason_names_the_words_in_both_languages() -> None:
    found = protected_attribute("限35岁以下，本科")
    assert found is not None
    assert found.words in found.reason.en
    assert found.words in found.reason.zh


def test_the_lists_are_long_enough_to_mean_something() -> None:
    assert sum(map(len, REFUSED.values())) >= 60
    assert len(HARMLESS) >= 60
