"""The wordings by which a text speaks of who somebody is, and the work that only sounds like it."""

from typing import Final

_PEOPLE = r"(?:candidates?|applicants?|persons?|people|individuals?|graduates?|talents?|staff|employees?|team|workers?)"
_WISH = r"(?:only|preferred|preferably|required|wanted|welcome|please|need not apply|a plus|will be given)"
_ROLE = (
    r"(?:candidates?|applicants?|secretary|assistant|receptionist|driver|nurse|engineer|developer|manager|teacher|tutor"
    r"|attendant|staff|worker|cleaner|graduates?)"
)
_GOOD = r"(?:优先|最佳|为佳|更佳|为主|即可|勿扰|免谈|慎投|勿投|止步|除外|不要|不招|不考虑|请绕行|均不考虑)"
_PLACES = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|广州|深圳|杭州|南京|苏州|武汉|成都|西安|东北|温州|潮汕"
)
_PEOPLES = (
    "汉|藏|维吾尔|回|满|壮|苗|彝|蒙古|朝鲜|土家|侗|瑶|白|哈尼|哈萨克|傣|黎|畲|傈僳|拉祜|佤|纳西"
    "|羌|土|仡佬|锡伯|撒拉|柯尔克孜|塔吉克|乌孜别克"
)
_FAITHS = (
    "(?:christians?|muslims?|buddhists?|catholics?|jews|jewish|hindus?|protestants?|atheists?|mormons?|sikhs?"
    "|believers)"
)
_ORIGINS = (
    r"(?:whites?|blacks?|asians?|caucasians?|hispanics?|latinos?|africans?|arabs?|han|indians?|foreigners?|immigrants?"
    r"|europeans?|westerners?|expats?|chinese nationals?)"
)
_NOT_A_PERSON = (
    "(?!装|鞋|包|裤|袜|表|科|足|篮|排球|团|频|款|频道|子(?:乒|篮|足|排|网|羽|单|双|百)|士?(?:护肤|香水|理容|服饰|西装)"
    "|性?(?:健康|向|用户|消费|时尚|服饰|内衣|产品|市场|杂志|权益|研究|美妆|护理|疾病|话题|社区|客户|客群|群体|受众))"
)


def _any(*wordings: str) -> str:
    return "|".join(wordings)


WORK_EN: Final = _any(
    "age[- ]related|max-age|middle ages|age of (?:empires|information)|(?:space|new|digital|stone|golden) age",
    r"school[- ]age\w*|age groups? (?:of|analysis)|digital[- ]native (?:brand|compan|business|product)\w*",
    (
        "(?:for|to|with|among|supporting|teaching|targeting|helping|of) young (?:adults?|people|children"
        "|learners|readers|consumers|families|audiences|patients|offenders|users|customers|players"
        "|athletes)(?<!team of young people)(?<!group of young people)"
    ),
    (
        "(?:children|kids|students|pupils|patients|users|customers|consumers|learners|toddlers|infants"
        r"|adults|players) (?:aged?|under|over|between|from)(?: the age of)? [\d ]+(?:(?:to|and|-"
        r"|–) ?\d+)?(?: years old)?"
    ),
    ("(?:gender|sex) (?:equality|equity|studies|research|gap|bias|diversity|education|trafficking|pay gap)"),
    "(?:women|men)[- ]only (?:gyms?|clubs?|spaces?|clinics?|wards?|events?)|third[- ]party members?",
    "(?:react|cloud|ios|android|ai|data)[- ]native",
    "native (?:apps?|ads?|advertising|code|mobile|ios|android|modules?|plants?|species|libraries)",
    r"blood (?:bank|type (?:test|lab)\w*)|maternity (?:leave )?cover",
    ("(?:disability|disabled) (?:services?|support|rights|studies|insurance|sports?|inclusion|benefits?|claims?)"),
    r"(?:regardless|irrespective) of [^.;\n]{3,200}|without regard to [^.;\n]{3,200}",
    r"all (?:ages|genders|ethnicities)|equal opportunit[^.;\n]{0,300}|(?:body|product|brand) height",
    "children (?:under|over)[^,.;]{0,12}",
)
WORK_ZH: Final = _any(
    (
        "(?:性别|年龄|民族|户籍|户口|籍贯|婚姻|婚否|婚育(?:状况)?|男女|专业|身高|学历"
        r"|政治面貌)[:：]?\s*(?:均)?(?:不限|不作要求|无要求|均可)"
    ),
    "不限(?:性别|年龄|男女|户籍|民族)",
    (
        r"\d{1,2}\s*(?:[-~～—至到]\s*\d{1,2})?\s*周?岁(?:以[上下])?(?:的|左右的?)?(?:儿童|幼儿|婴幼儿"
        "|孩子|宝宝|学生|用户|人群|群体|青少年|客户|患者|老人|学员|消费者|小朋友|婴儿|少儿|玩家|女性用户"
        "|少年|段)"
    ),
    r"(?:面向|针对|服务|覆盖|主打)(?:年轻|[6-9][05]后|0[05]后|已婚|未婚|单身|女性|男性|大龄)\w{0,6}",
    "(?:年轻|[6-9][05]后|0[05]后)(?:一代)?(?:用户|消费|群体|客群|人群|受众|客户|家庭|市场|态|化?品牌)",
    r"(?:用户|客户|人口|员工|患者|消费者)的?(?:年龄|性别|婚姻|身高|体重|健康状况)\w{0,4}",
    "年龄(?:结构|分层|分布|预测|识别|估计|段用户)|性别(?:研究|平等|识别|差异|歧视|分析|预测)",
    r"退休金\w*|退休(?:规划|社区|生活|养老)|中年危机",
    r"(?:解决|提供|办理|协助|可落|落)[^，。；\s]{0,6}(?:户口|户籍)",
    r"(?:户籍|户口|婚姻登记|政治面貌)\w{0,4}(?:系统|软件|平台|识别|登记|ocr)",
    "(?:古|书|典|史|学|会)籍",
    "民族(?:学|音乐|舞|品牌|大学|学院|企业|文化|乐器|服饰|团结|语言|唱法|工艺|医药|地区)",
    (
        f"(?:{_PEOPLES})族(?:文化|服饰|语言|语言文学|音乐|舞蹈|医药|医学|地区|自治|刺绣|历史|文学|研究"
        "|民俗|银饰|歌舞|双语)"
    ),
    r"少数民族(?:语言|文化|地区|文学|研究|音乐)|水族馆|非母语\w*|母语(?:教学|保护)",
    r"婚姻(?:家庭|法|登记|咨询)\w{0,4}|单身(?:公寓|宿舍|经济|社交|交友|人群|用户)",
    r"生育(?:保险|津贴|假|险|服务|医学|政策)|怀孕(?:期?产品|用品)|孕(?:产|妇装|婴)\w{0,4}",
    r"孕期(?:产品|护理|营养|保健)\w*|宗教(?:学|文化|研究|艺术|史)",
    r"残疾人?(?:服务|康复|用品|事业|联合会|福利|就业|教育|辅具)\w{0,4}",
    r"残障(?:辅具|服务|人士服务)\w{0,3}",
    r"(?:传染病|乙肝|色盲)(?:学|疫苗|防控|研究|检测|医院|模式|友好|药物|科)\w{0,3}",
    r"(?:身高|体重)[^，。；\s]{0,4}(?:秤|仪|管理|测量|算法|数据|记录)",
    r"(?:品牌|企业|公司|产品|店铺|门店|ip|卡通|角色|虚拟|视觉)形象\w{0,4}",
    r"形象(?:设计|代言|大使|推广|识别|店)|高颜值\w{0,2}(?:产品|设计|包装)|(?:社|旅行|旅游|乐|参)团员",
    r"外形(?:设计|结构)|党建\w*|国籍法",
)
"""Work, products and promises that need words which are refused of a person."""

SAID_EN: Final = {
    "age": _any(
        r"age\s*[<>=≤≥]|\d\d ?(?:-|–|to) ?\d\d yrs\b(?! (?:of )?exp)|(?:fresh )?young faces|energetic young",
        (
            r"(?:aged?|ages)\s*(?:limit|range|requirement|bracket|under|over|below|above|between|from|not"
            r"|must|no more|of\b|:|：|\d)[^,;.\n|]{0,25}"
        ),
        r"(?:minimum|maximum|max|min|average) age\b|date of birth\b|birth ?(?:date|day|year)\b",
        r"year of birth\b|d\.?o\.?b\b",
        r"\d{2} ?(?:(?:-|–|to|and) ?\d{2} ?)?(?:years?|yrs?) (?:old|of age)\b",
        rf"\d{{2}}[- ]year[- ]olds? {_PEOPLE}|(?:over|under)[- ]\d0s\b",
        r"born (?:after|before|between|in)\b[^,;.\n|]{0,16}",
        (
            r"(?:^|\b(?:candidates?|applicants?|people|persons?|anyone|those|must be|should be|be|is|are|only"
            r"|someone|staff|prefer|preferably|preferred)\s+)(?:under|below|over|above|younger than"
            r"|older than|not over|no older than|not older than)\s+(?:the age of )?\d{2}(?=\s*(?:$"
            r"|[.,;)!](?!\d)|years? old|yrs? old|only|preferred|please|need not|or\b))"
        ),
        rf"young(?:er)? (?:and|&|,|or) \w+|young,? \w+ {_PEOPLE}|young {_PEOPLE}(?!['’]s)",
        r"young (?:blood|lad(?:y|ies)|m[ae]n|wom[ae]n|professionals?|at heart)|(?:team|group) of young\b",
        r"is young\b|youthful\b|post-?(?:[6-9]0|00)s\b|digital natives?\b",
        rf"(?:millennials?|gen(?:eration)? z) {_WISH}|must be gen z\b|mature {_PEOPLE}|retirees?\b",
        r"(?:no|not) (?:too )?old\b|older (?:candidates?|applicants?|workers?) (?:need|not)|middle-aged\b",
    ),
    "sex": _any(
        "guy who|(?:should|has to|needs to) be (?:an? )?(?:fe)?(?:male|man|woman)",
        rf"(?:fe)?males? (?:{_WISH}|{_ROLE})\b",
        rf"(?:wom[ae]n|m[ae]n|ladies|lady|gentlem[ae]n|girls?|boys?|guys) {_WISH}\b",
        r"only (?:wom[ae]n|men|males?|females?|girls|boys|ladies)\b",
        r"prefer(?:s|red|ably|ence)?(?: for| given to)?:? (?:an? )?(?:fe)?(?:males?|men|man|women|woman)\b",
        r"prefer(?:ably)? wom[ae]n\b|no (?:wom[ae]n|men|males?|females?|girls|boys|ladies)\b",
        r"must be (?:an? )?(?:fe)?(?:male|man)\b|must be (?:an? )?woman\b",
        r"(?:male|female) ?(?:/|or) ?(?:fe)?male\b",
        r"(?:gender|sex)\s*(?:[:：=]|is|preference|requirement|must)[^,;.\n|]{0,12}|sexual orientation\b",
        r"young lad(?:y|ies)\b",
    ),
    "ethnicity": _any(
        "han chinese",
        rf"{_ORIGINS} {_WISH}\b|no {_ORIGINS}\b|only {_ORIGINS}\b",
        rf"(?:white|black|asian|western|foreign) (?:{_PEOPLE}|face|looking)\b",
        r"native(?:[- ]level)?(?: \w+)?[- ]speak(?:er|ing)s?\b",
        r"native (?:english|chinese|mandarin|french|german|spanish|japanese)\b|(?:mother|native) tongue\b",
        r"as (?:a )?first language\b|(?:without|no) (?:\w+ )?accent\b|accent[- ]free\b",
        (
            "(?:race|ethnicity|nationality|ethnic (?:group|origin|background)|skin colou?r"
            r"|national origin)\s*[:：=][^,;.\n|]{0,20}"
        ),
        r"ethnic (?:group|origin|background)\b|national origin\b|skin colou?r\b|nationals only\b",
        r"passport holders only\b",
    ),
    "native_place": _any(
        r"hukou\b|native place\b|place of birth\b|birth ?place\b|home ?town\b|household registration\b",
        r"locals? (?:only|preferred)\b|born and (?:raised|bred)\b|(?:no|not from) outsiders\b",
        r"local(?:-born| natives?)\b|natives? of \w+ only\b",
    ),
    "pregnancy": _any(
        r"(?:not|non-?)\s?(?:be |currently )?pregnant\b|pregnant (?:wom[ae]n|candidates?|applicants?)\b",
        r"no pregnan\w+\b|pregnancy (?:status|test|plans?)\b|(?:get|become|be|is|are|getting) pregnant\b",
        r"no maternity\b|child[- ]?bearing\b",
        r"plan\w*(?: to)? (?:have|having) (?:a )?(?:bab\w+|child\w*|kids)\b",
    ),
    "family": _any(
        rf"(?:un|never )?married (?:{_WISH}|{_PEOPLE}|wom[ae]n|men|with|without)\b|marital\b",
        rf"must be (?:single|(?:un)?married)\b|single (?:{_WISH}|{_PEOPLE}|wom[ae]n|men|status|parents?)\b",
        (
            "(?:no|without|not have|with|has|have) (?:any |small |young )?(?:kids|children"
            r"|dependents)(?=\s*(?:$|[.,;)!]|or\b|only|preferred|at home))"
        ),
        r"childless\b",
        r"family (?:status|commitments?|obligations?|responsibilit\w+|ties|burdens?|situation)\b",
        rf"divorced\b|unmarried\b|(?:mothers?|fathers?|moms?|mums?|parents) {_WISH}\b",
        r"no (?:mothers?|parents)\b|(?:get|getting) married\b",
    ),
    "religion": _any(
        "of (?:the )?(?:christian|muslim|jewish|catholic|buddhist|hindu) faith",
        rf"{_FAITHS} (?:{_WISH}|{_PEOPLE})\b|no {_FAITHS}\b|only {_FAITHS}\b",
        rf"religious (?:beliefs?|affiliations?|background|faith)\b|practising {_FAITHS}\b",
        rf"must be (?:an? )?{_FAITHS}\b|must (?:believe in|attend church)\b",
        r"religion\s*[:：=][^,;.\n|]{0,16}|(?:no|any) religion\b",
    ),
    "health": _any(
        "must be healthy",
        (
            r"(?:no|without|any|free (?:of|from)) (?:\w+ )?(?:disabilit(?:y|ies)|disease|illness(?:es)?"
            r"|medical conditions?)\b"
        ),
        r"(?:physically|mentally) (?:fit|healthy|sound|abled)\b|able[- ]bodied\b|non-?disabled\b",
        rf"disabled {_PEOPLE}|(?:in )?(?:good|excellent|perfect) (?:physical |mental )?health\b",
        rf"healthy (?:{_PEOPLE}|body)\b|health (?:status|condition|history)\b|medical history\b",
        r"hiv (?:status|negative|positive|test)\b|hbv\b|hepatitis b (?:carrier|negative|test)\w*",
        r"colou?r[- ]?blind(?:ness)?\b|wheelchair\b|disability (?:status|card)\b|blood type\b",
        r"sick leave record\b|mental illness\b",
    ),
    "political_status": _any(
        r"(?:communist )?party members?(?:hip)?\b|(?:cpc|ccp) members?\b",
        rf"political (?:status|affiliation|views?|party)\b|(?:republicans?|democrats?) {_WISH}\b",
        r"communist\b",
    ),
    "appearance": _any(
        (
            "(?:good|nice|attractive|pleasant|beautiful|handsome|pretty)[- ]?(?:look(?:s|ing)?|appearance"
            r"|face|figure)\b"
        ),
        r"attractive (?:\w+ )?(?:fe)?(?:male|wom[ae]n|m[ae]n|candidates?|persons?|lad(?:y|ies)|girls?)\b",
        r"presentable\b|physical appearance\b|slim\b",
        r"(?:height|weight)\s*(?:[:：=]|of|above|over|at least|under|below|must|\d)[^,;.\n|]{0,12}",
        r"1[4-9]\d ?cm (?:or )?(?:tall|above|and)\w*",
        r"tall(?:er)?(?: than)? (?:1[4-9]\d|candidates?|wom[ae]n|men)|over(?:weight|-weight)\b",
        r"no (?:visible )?tattoos?\b",
    ),
}
"""By attribute, in the order in which they are looked for; each begins at the beginning of a word."""
SAID_ZH: Final = {
    "age": _any(
        "[一-鿿]{2}座(?:优先|勿扰)|年富力强|年纪",
        r"年龄|(?:\d{1,2}|[二三四五六]?十[一二三四五六七八九]?)\s*(?:[-~～—至到]\s*\d{1,2})?\s*周?岁",
        "出生(?:日期|年月|年份)",
        r"(?:19|20)\d\d年(?:以后|之后|以前|之前|后|前)?(?:\d+月)?(?:出?生(?!产|效|命|活|态|成))",
        r"(?<!\d)(?:[6-9][05]|0[05])后(?![台端续来面备勤])|年轻|大龄|中年|退休(?:人员|者)?|生肖|属相|星座(?!类|内容|运营|主题)",
    ),
    "sex": _any(
        (
            "(?:仅限|只限|限(?!制)|只招|只要|仅招|招聘?|诚聘|急招|要求|须为|需为|必须[是为]?|最好[是为]?"
            f"|适合|不要|不招|优先考虑)[一两]?[名位个]?[男女](?:性|生|士|孩)?{_NOT_A_PERSON}"
        ),
        f"[男女](?:性|生|士|孩)?{_GOOD}|[男女](?:秘书|助理|文员|前台|司机|保安|服务员|店员|导购|客服)",
        r"[男女](?:性|生|士)?均可|(?:^|(?<=[，,、；;。\s|/]))[男女](?:性)?(?=$|[，,、；;。\s|/])",
        r"性别\s*[:：]?\s*[男女]?(?:性)?|美女(?!与)|帅哥|小姐姐|小哥哥|靓女",
    ),
    "ethnicity": _any(
        rf"民族\s*[:：]\s*\S{{0,6}}|(?<![一-鿿])(?:{_PEOPLES})族(?=$|[^一-鿿]|者|人|同胞)",
        f"(?:限|要求|仅限|只招|招|为)(?:{_PEOPLES})族|少数民族|(?:{_PEOPLES})族{_GOOD}|母语|国籍|种族|血统",
        "肤色|[白黑]人(?=优先|勿|除外|面|外教)|欧美面孔|外籍(?:人士|人员)?(?:优先|勿扰|除外|不要)",
        "外国人(?:优先|勿扰|除外|不要)",
    ),
    "native_place": _any(
        f"户籍|户口|籍贯|(?:{_PLACES}|本地|外地|外省|本省|本市|当地|沪|京|粤|鲁|豫)籍|(?:本地|外地|当地)人",
        f"(?:{_PLACES})人{_GOOD}|老家|生源|出生地|(?:限|要求|只招|仅限)(?:{_PLACES})人|祖籍",
    ),
    "pregnancy": _any(
        "怀孕|未孕|备孕|已孕|孕期|孕妇|哺乳期|生育|不育|二胎|三胎|生孩子|生小孩",
    ),
    "family": _any(
        "(?:没有?|未)结婚",
        "已婚|未婚|婚育|已育|未育|离异|离婚|婚否|婚姻|单身",
        "(?:有|无|没有|没)(?:孩子|小孩|子女|家庭负担|家累|家庭拖累)|宝妈|宝爸|全职妈妈|子女情况",
        "家庭(?:状况|情况|背景)",
    ),
    "religion": _any(
        r"宗教信仰|宗教|信教|信佛|信仰(?:基督|佛|伊斯兰|天主)\w*",
        "(?:基督徒|佛教徒|穆斯林|天主教徒|教徒)(?:优先|勿扰|除外)?",
    ),
    "health": _any(
        "四肢健全",
        "残疾|残障|身体(?:健康|素质好|状况|条件)|身心健康|健康状况|乙肝|传染病|病史|色盲|色弱",
        "慢性病(?!管理|学|防|用)|无重大疾病|血型|体检合格|艾滋病(?!防|研究|学)",
    ),
    "political_status": _any(
        r"政治面貌|(?:中共|预备)?党员|(?:共青)?团员(?=$|优先|以上|及|或|[，,、；;。\s|])|党派|民主党派",
    ),
    "appearance": _any(
        "长得(?:漂亮|好看|帅|美)",
        r"(?:身高|体重)(?:\s*[:：]?\s*\d{2,3}\s*(?:cm|kg|厘米|公斤|斤)?)?",
        "相貌|长相|容貌|颜值|五官|外貌|气质|身材|外形|形象(?:好|佳|良好|端庄|气质|优|较好|出众)",
        "皮肤(?:白|好)|无纹身|不胖|苗条",
    ),
}

ALONE: Final = {
    "age": (
        "age ages dob birthday birthdate born birth_date birth_year 生日 出生 出生日期 岁 岁数 周岁 young old "
        "younger older youth 青年 date_of_birth digital_native digital_natives"
    ),
    "sex": (
        "sex gender male female males females man woman men women m_f boy girl mr mrs ms mr_ms 男 女 男性 "
        "女性 男生 女生 男士 女士 先生 小姐 性向"
    ),
    "ethnicity": (
        "race ethnicity ethnic ethnic_group nationality citizenship national_origin caste 民族 国籍 种族 汉族 "
        "汉 肤色 外国人 外籍 white black asian caucasian hispanic latino foreigner"
    ),
    "native_place": (
        "hometown birthplace hukou native_place place_of_birth 籍贯 户籍 户口 故乡 家乡 本地人 外地人 "
        "户口所在地 户籍所在地 local_resident"
    ),
    "family": (
        "married single unmarried divorced widowed marital marital_status spouse children kids family_status "
        "has_children number_of_children 婚姻 婚否 子女 家庭 配偶 离异"
    ),
    "pregnancy": "pregnant pregnancy 孕 生育",
    "religion": (
        "religion faith religious church christian muslim buddhist jewish catholic hindu 宗教 信仰 佛教 基督教 伊斯兰教"
    ),
    "health": "health disability disabled handicap handicapped medical_history 健康 疾病 病历 残疾人 体检 视力",
    "political_status": "politics political party communist 政治 党派 群众 党员 团员 共青团员",
    "appearance": (
        "appearance looks height weight photo photograph headshot bmi beauty beautiful handsome attractive "
        "形象 外貌 照片 外表 体型 帅 漂亮"
    ),
}
"""What is refused when it is the whole text: names and values of columns; `_` stands for a space."""

HINTS_ZH: Final = (
    "[男女岁龄婚孕孩胎籍残族靓]|[05]后|年轻|年纪|年富|座优|座勿|四肢|长得|结婚|中年|退休|生肖|属相|星座|出生|[年月]生|帅哥|小姐姐|小哥哥|母语|血统|肤色|[白黑]人|面孔|外国人"
    "|户口|地人|老家|生源|优先|勿|慎投|[只限]|哺乳|生育|不育|生小|子女|单身|离异|离婚|宝[妈爸]|妈妈|家庭|家累|已育|未育|宗教|信教|信佛|信仰|教徒"
    "|穆斯林|身体|身心|健康|乙肝|传染|病|色[盲弱]|血型|体检|政治|党|团员|身高|体重|相貌|长相|容貌|颜值|五官|外貌|气质|身材|外形|形象|皮肤"
    "|纹身|不胖|苗条"
)
HINTS_EN: Final = """
    age aged ages birth birthdate birthday dob born old olds yrs under below over above younger older young
    youthful post natives millennial millennials gen generation mature retiree retirees middle male males female females
    man men woman women lady ladies gentleman gentlemen girl girls boy boys guy guys gender sex sexual white whites
    black blacks asian asians caucasian caucasians hispanic hispanics latino latinos african africans arab arabs han
    indian indians foreigner foreigners immigrant immigrants european europeans westerner westerners expat expats
    nationals western foreign native tongue first accent race ethnicity ethnic nationality skin national passport hukou
    birthplace hometown town household locals bred raised outsiders pregnant pregnancy pregnancies maternity
    bearing childbearing baby babies child children kids plan planning planned married unmarried marital single
    dependents childless family divorced mother mothers father fathers mom moms mum mums parent parents christian
    christians muslim muslims buddhist buddhists catholic catholics jews jewish hindu hindus protestant protestants
    atheist atheists mormon mormons sikh sikhs believers religious religion believe church disability disabilities
    disease illness illnesses medical physically mentally bodied nondisabled disabled health healthy hiv hbv hepatitis
    color colour colorblind colourblind blind blindness wheelchair blood sick mental party cpc ccp political republican
    republicans democrat democrats communist looks looking look appearance face figure attractive presentable slim
    height weight cm tall taller overweight tattoo tattoos
"""
"""What every wording has at least one of, so that most of a long text need not be searched."""
