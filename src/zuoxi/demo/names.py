"""Invented people, companies, addresses and numbers of one city. Pure Python.

The numbers lie in ranges that no carrier has been given (mobile 154, landlines that begin with 6 in
this area, 400 000), so that nobody's telephone rings when a demo number is dialled.
"""

from collections.abc import Callable
from random import Random

Maker = Callable[[Random], str]

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
)
_COMPOUND_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "皇甫",
    "尉迟",
    "夏侯",
    "东方",
    "慕容",
)
_GIVEN_FIRST = "建国文志秀玉海丽晓春思雨子明俊宏佳美永新德振世雅慧淑桂立小云金鹏嘉梓若一"
_GIVEN_LAST = "华军平英伟芳娟敏静涛强磊洋艳勇杰娜霞超兰琴红梅玲燕刚斌辉宇浩轩怡然彤凯琳萍波"

# District, its code, and streets of it.
DISTRICTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("东湖区", "360102", ("阳明路", "民德路", "叠山路", "贤士一路", "青山南路")),
    ("西湖区", "360103", ("朝阳中路", "孺子路", "桃花路", "云飞路", "抚生路")),
    ("青云谱区", "360104", ("井冈山大道", "迎宾大道", "洪都南大道", "建设路")),
    ("青山湖区", "360111", ("北京东路", "南京东路", "湖滨南路", "上海路", "解放东路")),
    ("红谷滩区", "360113", ("丰和中大道", "红谷中大道", "学府大道", "绿茵路", "赣江南大道")),
    ("新建区", "360112", ("长征西路", "解放路", "文化大道", "子实路")),
)
_ESTATES = (
    "江畔花园", "翠苑小区", "金色家园", "滨江一号", "阳光新城", "梧桐苑", "和谐佳苑", "学府名居",
    "丽景湾", "香樟里", "东方明珠", "纺织宿舍", "机电厂生活区", "福泽园", "安居苑三期", "绿洲康城",
)  # fmt: skip
_TRADES = (
    ("食品有限公司", "行政部"),
    ("物业服务有限公司", "工程部"),
    ("电子科技有限公司", "后勤部"),
    ("机械制造有限公司", "设备科"),
    ("酒店管理有限公司", "工程部"),
    ("医药连锁有限公司", "门店管理部"),
    ("商贸有限公司", "办公室"),
    ("建材市场管理有限公司", "综合部"),
)
_FANCIES = (
    "恒泰",
    "新源",
    "宏达",
    "鑫盛",
    "洪城",
    "康宁",
    "绿野",
    "远航",
    "瑞丰",
    "天和",
    "赣江",
    "华冠",
)
_BODIES = ("第三中学", "实验小学", "社区卫生服务中心", "敬老院", "农贸市场管理处", "人民医院分院")

AREA_CODE = "0791"


def chance(random: Random, percent: int) -> bool:
    """Draw a lot that wins in so many of a hundred cases."""
    return random.random() * 100 < percent


def person_name(random: Random) -> str:
    """Return a Chinese name of two to four characters; one in twenty has a compound surname."""
    compound = chance(random, 5)
    surname = random.choice(_COMPOUND_SURNAMES if compound else _SURNAMES)
    middle = random.choice(_GIVEN_FIRST) if chance(random, 75) else ""
    return surname + middle + random.choice(_GIVEN_LAST)


def enterprise_name(random: Random, district: str) -> tuple[str, str]:
    """Return the name of a company or public body, and the department that speaks for it."""
    if chance(random, 30):
        return district + random.choice(_BODIES), "总务处"
    trade, department = random.choice(_TRADES)
    return f"江城{random.choice(_FANCIES)}{trade}", department


def mobile(random: Random) -> str:
    """Return a mobile number of a range that is not in use."""
    return f"154{random.randrange(100_000_000):08d}"


def landline(random: Random) -> str:
    """Return a landline number with area code, of a range that is not in use."""
    return f"{AREA_CODE}-6{random.randrange(10_000_000):07d}"


def service_number(random: Random) -> str:
    """Return a 400 number of a range that is not in use."""
    return f"400000{random.randrange(10_000):04d}"


def home(random: Random) -> str:
    """Return the part of a private address below the street number."""
    return (
        f"{random.choice(_ESTATES)}{random.randint(1, 28)}栋{random.randint(1, 4)}单元"
        f"{random.randint(1, 18)}0{random.randint(1, 4)}室"
    )
