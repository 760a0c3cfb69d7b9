"""Invented texts as real ones are: few words are frequent, most are rare. Pure Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from zuoxi.demo import names
from zuoxi.demo.stories import STORIES, Story

T = TypeVar("T")

# How steeply frequency falls from the first of a list to its last; 1 would be even.
_STEEP = 2.2


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_OPENINGS = ("", "用户来电反映", "客户反映", "用户来电报修", "来电人称", "市民反映", "物业来电反映")
_ESTATE_BEGINNINGS = _listed("""
    阳光 江畔 翠苑 金色 滨江 梧桐 和谐 学府 丽景 香樟 东方 福泽 安居 绿洲 恒茂 万科 保利 中海
    碧桂 华润 银河 锦绣 世纪 御景 天沐 融创 铜锣 正荣 新力 联泰 力高 洪都 青云 朝阳 湖滨 凤凰
    玉泉 桂苑 兰亭 紫金 瑶湖 艾溪 象湖 梅岭 莲塘 向阳 光明 团结
""")
_ESTATE_ENDINGS = _listed("""
    花园 小区 家园 一号 新城 苑 佳苑 名居 湾 里 明珠 宿舍 三期 康城 公寓 大厦 山庄 华庭 国际
    半岛
""")
_SYMPTOMS = _listed("""
    空气开关跳闸 宽带频繁掉线 电压不稳 电表不走字 整栋楼停电 电线冒火花 家中停电 电视无图像
    小区停电 光猫红灯闪烁 机顶盒无信号 画面出现马赛克 路灯不亮 井盖松动 电线杆倾斜 变压器有异响
    闻到焦糊味 漏电保护器动作 电费突增 缴费后未复电 网速很慢 遥控器失灵 点播卡顿 部分插座无电
    三相缺一相 电缆外皮破损 表箱进水 树枝压线 接户线脱落 智能卡故障 电表箱门损坏
""")
_SINCE = (
    "", "今早开始", "昨晚至今", "已经两天", "约半小时前", "下雨后", "大风过后", "每到晚上", "刚才",
    "持续一周", "断断续续", "从上个月起", "装修以后", "换表之后",
)  # fmt: skip
_DETAILS = _listed("""
    老人 孩子 冰箱 空调 电梯 水泵 网课 收银 门禁 监控 鱼缸 制氧机 冷库 烤箱 幼儿园 诊所 药店
    面馆 网吧 菜场 车库 充电桩 鸡舍 鱼塘 养殖 锅炉 消防 泵站 灌溉 茶楼 琴行 书店 花店 洗车 理发
    裁缝 豆腐坊 修理铺 加油站 银行 邮局 学校 宾馆 教堂 祠堂 戏台 码头 窑厂 砖厂 纸箱 印刷 塑料
    饲料 大棚 蘑菇 蜂场 苗圃 果园 粮仓 碾米 榨油 酒坊 酱园 茶场 蚕房 牛棚 羊圈 孵化 实验室
    天文台 气象 雷达 灯塔 船闸 水文站 疏浚 潜水 马术 击剑 滑冰 攀岩 射箭 围棋
""")
_WISHES = (
    "请尽快处理。", "要求今天上门。", "请安排人员查看。", "希望回电告知。", "请联系后上门。",
    "要求书面答复。", "请核实后回复。", "", "用户情绪激动，请优先处理。", "请带备件上门。",
)  # fmt: skip

# Searched for by the measurement: in every tenth text, in a few in a thousand, in a few in all, in
# none.
FREQUENT, SOMETIMES, RARE, NONE = "停电", "冷库", "围棋", "鲸鱼"


def skewed(random: Random, items: Sequence[T]) -> T:
    """Return one of the items, the first ones often and the last ones hardly ever."""
    return items[int(len(items) * random.random() ** _STEEP)]


def estate(random: Random) -> str:
    """Return the name of a housing estate."""
    return skewed(random, _ESTATE_BEGINNINGS) + skewed(random, _ESTATE_ENDINGS)


def story(random: Random) -> Story:
    """Return what a matter is about: form type, codes, dispatch remark and result."""
    return STORIES[int(len(STORIES) * random.random())]


def description(random: Random, about: Story) -> str:
    """Return what an agent writes down of a call."""
    place = (
        f"{estate(random)}{random.randrange(1, 29)}栋{random.randrange(1, 5)}单元"
        f"{random.randrange(1, 19)}0{random.randrange(1, 5)}室"
    )
    if random.random() < 0.15:  # noqa: PLR2004 - a share
        # Some calls are about the whole of what the story tells.
        text = about.description.format(area=place)
    else:
        text = skewed(random, _SYMPTOMS)
    parts = [skewed(random, _OPENINGS), place, skewed(random, _SINCE), text]
    if random.random() < 0.5:  # noqa: PLR2004 - a share
        parts.append(f"，涉及{skewed(random, _DETAILS)}")
    if random.random() < 0.3:  # noqa: PLR2004 - a share
        parts.append(f"，联系人{names.person_name(random)}，电话{names.mobile(random)}")
    parts.append("，" + skewed(random, _WISHES))
    return "".join(parts).rstrip("，")
