"""Names of skills, fields, languages, certificates and cities that mean the same thing in English and Chinese."""

from functools import cache
from typing import Final

_GROUPS: Final = """
java
javascript | js | ecmascript
typescript
python
go | golang | go语言
c | c语言
c++ | cpp
c# | csharp
rust
kotlin
swift
php
ruby
scala
r | r语言
matlab
sql
mysql
postgresql | postgres
oracle database | oracle
mongodb
redis
elasticsearch
kafka
rabbitmq
hadoop
spark | apache spark
flink
hive
spring
spring boot | springboot
spring cloud
mybatis
django
flask
fastapi
react | react.js | reactjs
vue | vue.js | vuejs
angular
node.js | nodejs | node
.net | asp.net | dotnet
android | 安卓开发
ios | ios开发
linux
git
docker
kubernetes | k8s
terraform
jenkins
ci/cd | continuous integration | 持续集成
aws | amazon web services
azure
microservices | microservice | 微服务
distributed systems | distributed system | 分布式系统 | 分布式
high concurrency | 高并发
machine learning | 机器学习
deep learning | 深度学习
natural language processing | nlp | 自然语言处理
computer vision | 计算机视觉
large language models | large language model | llm | llms | 大模型 | 大语言模型
recommender systems | recommendation systems | 推荐系统 | 推荐算法
pytorch
tensorflow
algorithms | algorithm | 算法
data structures | 数据结构
data analysis | data analytics | 数据分析
data mining | 数据挖掘
data warehouse | data warehousing | 数据仓库 | 数仓
data visualisation | data visualization | 数据可视化
etl
a/b testing | ab testing | ab测试 | a/b测试
statistics | 统计学 | 统计分析
excel | microsoft excel | ms excel | excel表格
vlookup
powerpoint | ppt
power bi | powerbi
tableau
spss
sap
erp
crm
saas
sap fico
back end development | backend development | back-end development | 后端开发
front end development | frontend development | front-end development | 前端开发
embedded systems | embedded software | 嵌入式 | 嵌入式开发
software testing | 软件测试
test automation | automated testing | 自动化测试
performance testing | 性能测试
network security | cybersecurity | 网络安全 | 信息安全
cloud computing | 云计算
internet of things | iot | 物联网
plc
autocad | cad
solidworks
photoshop | ps软件
illustrator
figma
axure
sketchup
premiere | 视频剪辑 | video editing
user research | 用户研究 | 用户调研
user experience design | ux design | ui/ux | ui设计 | 交互设计
product design | 产品设计
product management | 产品管理
requirements analysis | 需求分析
prototype design | prototyping | 原型设计
project management | 项目管理
agile | scrum | 敏捷开发 | 敏捷
supply chain management | supply chain | 供应链管理 | 供应链
procurement | purchasing | 采购
inventory management | inventory control | 库存管理
warehouse management | warehousing | 仓储管理 | 仓储
logistics | 物流
demand forecasting | demand planning | 需求预测
lean manufacturing | lean production | 精益生产
six sigma | 六西格玛
quality management | quality control | quality assurance | 质量管理 | 质量控制 | 品质管理 | qc
iso 9001 | iso9001
production planning | 生产计划
mechanical design | 机械设计
electrical engineering | 电气工程 | 电气
sales | 销售
key account management | key accounts | 大客户销售 | 大客户管理
business development | 商务拓展 | bd拓展 | 渠道拓展
customer service | 客户服务 | 客服
after-sales service | after sales service | 售后服务
customer relationship management | 客户关系管理 | 客户关系维护
market research | 市场调研 | 市场研究
marketing | 市场营销
digital marketing | 数字营销 | 网络营销
brand management | 品牌管理
content marketing | 内容营销
copywriting | 文案撰写 | 文案
social media | 社交媒体 | 新媒体 | 新媒体运营
seo | search engine optimisation | search engine optimization | 搜索引擎优化
user growth | growth hacking | 用户增长
user operations | 用户运营
content operations | 内容运营
e-commerce | ecommerce | 电商 | 电子商务
live streaming | 直播 | 直播带货
event planning | 活动策划
public relations | 公共关系 | 公关
accounting | 会计
financial analysis | 财务分析
financial reporting | 财务报表
budgeting | budget management | 预算管理 | 预算编制
auditing | audit | 审计
taxation | tax | 税务
cost accounting | 成本核算 | 成本会计
financial modelling | financial modeling | 财务建模
risk management | risk control | 风险管理 | 风险控制 | 风控
compliance | 合规
credit analysis | 信贷审批 | 信用分析
insurance | 保险
investment analysis | 投资分析
recruitment | recruiting | talent acquisition | 招聘
performance management | 绩效管理
compensation and benefits | 薪酬福利
labour law | labor law | employment law | 劳动法
employee relations | 员工关系
training and development | 培训与发展 | 培训体系
contract law | contract review | 合同审查 | 合同审核
intellectual property | 知识产权
nursing | 护理
clinical research | 临床研究 | 临床试验
pharmacology | 药理
patient care | 患者护理
curriculum design | lesson planning | 课程设计 | 教案设计
teaching | 教学
translation | 翻译 | 口译 | 笔译
report writing | 报告撰写
process improvement | process optimisation | process optimization | 流程优化
computer science | computer science and technology | 计算机 | 计算机科学与技术
software engineering | 软件工程
information systems | information management | 信息管理 | 信息系统
electronic engineering | electronics | 电子工程 | 电子信息
automation | 自动化
mathematics | maths | 数学
finance | 金融 | 金融学
economics | 经济学
business administration | 工商管理
law | 法学 | 法律
human resource management | human resources | 人力资源管理 | 人力资源
journalism | 新闻学 | 新闻
chinese language and literature | 汉语言文学 | 中文系
mechanical engineering | 机械工程 | 机械
civil engineering | 土木工程
chemistry | 化学
medicine | 临床医学
psychology | 心理学
english | 英语 | 英文
mandarin | chinese | putonghua | 普通话 | 中文 | 汉语 | 国语
cantonese | 粤语 | 广东话
japanese | 日语 | 日文
korean | 韩语 | 韩文
french | 法语
german | 德语
spanish | 西班牙语
russian | 俄语
arabic | 阿拉伯语
portuguese | 葡萄牙语
thai | 泰语
vietnamese | 越南语
cet-4 | cet4 | 英语四级 | 大学英语四级 | 四级
cet-6 | cet6 | 英语六级 | 大学英语六级 | 六级
cpa | certified public accountant | 注册会计师
acca
cfa | 特许金融分析师
pmp | 项目管理专业人士
driving licence | driver's license | driving license | 驾照 | 驾驶证
teaching certificate | teacher qualification | 教师资格证
nursing licence | registered nurse | 护士执业证 | 护士资格证 | 护士执业资格证
bar exam | legal qualification | 法律职业资格证 | 法律职业资格 | 司法考试
beijing | 北京
shanghai | 上海
guangzhou | 广州
shenzhen | 深圳
hangzhou | 杭州
nanjing | 南京
suzhou | 苏州
chengdu | 成都
chongqing | 重庆
wuhan | 武汉
xi'an | xian | 西安
tianjin | 天津
qingdao | 青岛
xiamen | 厦门
changsha | 长沙
zhengzhou | 郑州
dalian | 大连
hong kong | 香港
singapore | 新加坡
london | 伦敦
"""
IMPLIED: Final = {"cet-4": ("cet-6",), "sql": ("mysql", "postgresql"), "spring": ("spring boot", "spring cloud")}
"""What also shows a name, because nobody has the one without the other."""


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Every name, in lower case, with all names of its group; the first name of a group stands for it."""
    lines = (tuple(name.strip() for name in line.split("|")) for line in _GROUPS.strip().splitlines())
    return {name: line for line in lines for name in line}


@cache
def names(term: str) -> tuple[str, ...]:
    """The ways to say a term, itself first, in lower case."""
    plain = " ".join(term.lower().split())
    group = groups().get(plain, ())
    implied = [name for more in IMPLIED.get(group[0], ()) for name in groups()[more]] if group else []
    return tuple(dict.fromkeys((plain, *group, *implied)))


def canonical(term: str) -> str:
    """One name for all that mean the same."""
    plain = " ".join(term.lower().split())
    return groups().get(plain, (plain,))[0]
