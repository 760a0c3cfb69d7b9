"""What customers of power, television and government hotlines call about, and how it ends.

``{area}`` stands for the customer's district. The texts are invented.
"""

from dataclasses import dataclass

SERVICE = "service_request"
FAULT = "fault_report"


@dataclass(frozen=True)
class Story:
    """One matter: the values of the intake page, the dispatch remark and the reported result."""

    form_type: str
    device_type: str
    request_type: str
    description: str
    remark: str
    result: str


STORIES: tuple[Story, ...] = (
    Story(
        FAULT, "transformer", "fault_repair",
        "整栋楼停电约二十分钟，楼道应急灯亮，隔壁楼正常，请尽快派人查看。",
        "疑似楼栋低压侧故障，请先到{area}台区核对配变出线开关，到场后回电用户。",
        "现场检查为楼栋表箱进线开关跳闸，重合后供电正常，已向用户说明原因。",
    ),
    Story(
        FAULT, "meter", "fault_repair",
        "家中电表显示屏不亮，但屋内有电，担心影响抄表计费。",
        "电表故障，请带备表上门，换表后拍照记录示数。",
        "电能表显示故障，已更换新表，新旧表示数经用户签字确认。",
    ),
    Story(
        FAULT, "lv_line", "fault_repair",
        "大风后门口低压线下垂，离地约两米，孩子上学要从下面走，很危险。",
        "存在安全隐患，请优先处理，到场先设置警示围栏。",
        "已更换断裂横担并收紧导线，对地距离符合要求，现场警示已撤除。",
    ),
    Story(
        FAULT, "digital", "fault_repair",
        "数字电视全部频道提示“无信号”，机顶盒重启两次无效，智能卡已重新插拔。",
        "请带信号测试仪上门，检查入户线与分配器。",
        "楼道分支器接头氧化，重做接头后信号电平 62 dBμV，全部频道恢复。",
    ),
    Story(
        FAULT, "digital", "fault_repair",
        "点播节目卡顿，画面出现马赛克，晚上七点到九点最严重。",
        "请测入户电平与误码率，必要时更换机顶盒。",
        "入户线老化，已更换同轴电缆 15 米，观察半小时画面正常。",
    ),
    Story(
        FAULT, "analog", "fault_repair",
        "老人家里模拟电视雪花很大，只有两个台能看清。",
        "用户年纪较大，请耐心说明，顺便介绍数字化整转政策。",
        "调整接口并更换接头，图像清晰；用户暂不办理整转，已留宣传单。",
    ),
    Story(
        FAULT, "broadband", "fault_repair",
        "宽带频繁掉线，光猫 LOS 灯闪红，网课上不了。",
        "疑似光路衰减过大，请携带光功率计上门。",
        "光纤皮线被柜门压折，重新熔接后光功率 -19 dBm，测速达标。",
    ),
    Story(
        FAULT, "broadband", "fault_repair",
        "办公室网络时断时续，影响收银系统，要求当天处理。",
        "企业用户，请优先安排，到场前十五分钟电话联系。",
        "交换机端口老化，更换端口并固定线缆，连续测试一小时无丢包。",
    ),
    Story(
        FAULT, "street_light", "fault_repair",
        "{area}小区西门外路灯有六盏不亮，晚上行人多，容易摔倒。",
        "请核对路灯编号，属市政养护范围的同步转办。",
        "控制箱时控开关损坏，已更换，当晚巡查六盏路灯均正常点亮。",
    ),
    Story(
        FAULT, "municipal", "fault_repair",
        "非机动车道上井盖缺失，已有电动车摔倒，请马上处理。",
        "涉及人身安全，请一小时内到场围挡并补盖。",
        "四十分钟到场，先行围挡，当日补装同规格球墨铸铁井盖。",
    ),
    Story(
        FAULT, "meter", "fault_repair",
        "缴费后两小时仍未复电，缴费凭证可以提供。",
        "请核对费控指令是否下发成功，失败时现场复电。",
        "费控指令未送达，现场手动复电并补发指令，用户已确认有电。",
    ),
    Story(
        FAULT, "lv_line", "fault_repair",
        "家里电压不稳，空调启动时灯光明显变暗，已经三天。",
        "请测用户侧电压并查看台区负荷。",
        "零线接头松动导致电压偏低，紧固后实测 228 V，空调启动正常。",
    ),
    Story(
        FAULT, "transformer", "fault_repair",
        "小区配电房有持续嗡嗡声，夜里影响休息，并闻到焦味。",
        "存在安全隐患，请立即到场测温，必要时申请停电处理。",
        "变压器低压桩头发热，已停电紧固并涂导电膏，红外测温正常。",
    ),
    Story(
        FAULT, "digital", "fault_repair",
        "机顶盒开机一直停在开机画面，遥控器无反应。",
        "请带同型号机顶盒上门更换，旧盒收回检测。",
        "机顶盒存储损坏，已更换并完成授权，指导用户完成频道搜索。",
    ),
    Story(
        SERVICE, "none", "outage_information",
        "询问{area}明天是否有计划停电，家中有老人使用制氧机，需要提前准备。",
        "请查询本周检修计划并逐户告知，登记为重要用户。",
        "确认次日 8:00 至 11:30 计划停电，已告知用户并登记应急保供电名单。",
    ),
    Story(
        SERVICE, "none", "usage_query",
        "本月电费比上月多了一倍，要求核对近三个月每日用电量。",
        "请导出日冻结电量与用户核对，必要时预约校表。",
        "日电量增长与高温期空调使用相符，已向用户逐日说明，用户表示理解。",
    ),
    Story(
        SERVICE, "none", "service_complaint",
        "上次维修人员迟到两个小时且没有提前电话告知，要求道歉并说明。",
        "服务质量投诉，请班长亲自联系用户，二十四小时内答复。",
        "班长已上门致歉，说明当日抢修占用人员的情况，用户接受。",
    ),
    Story(
        SERVICE, "none", "consultation",
        "咨询居民用电过户需要哪些材料，能否网上办理。",
        "请按一次性告知清单答复，并发送办理链接。",
        "已告知所需材料与网上办理步骤，用户当天提交申请。",
    ),
    Story(
        SERVICE, "meter", "business_acceptance",
        "申请将单相表增容为三相，用于家庭充电桩，希望本周勘查现场。",
        "请预约现场勘查，核实表箱位置与进线容量。",
        "现场勘查完成，具备增容条件，供电方案已当面答复并签字。",
    ),
    Story(
        SERVICE, "broadband", "business_acceptance",
        "申请移机，新址已装修完毕，希望周末上门安装。",
        "请核对新址光交资源，按预约时间上门。",
        "移机完成，开通测速达标，旧址设备已回收。",
    ),
    Story(
        SERVICE, "digital", "business_acceptance",
        "申请增加副机一台，并开通高清频道包。",
        "请携带机顶盒与协议上门，收费以系统报价为准。",
        "副机安装并授权成功，高清包已开通，协议已签署上传。",
    ),
    Story(
        SERVICE, "none", "consultation",
        "咨询老年人电视资费优惠政策，想替父母办理。",
        "请上门代办，带政策说明与申请表。",
        "已上门为用户父母办理优惠，次月起生效。",
    ),
    Story(
        SERVICE, "none", "service_complaint",
        "反映{area}建筑工地夜间十一点后仍在施工，连续三晚无法休息。",
        "请会同街道现场核查夜间施工许可，核查结果书面回复。",
        "工地未取得夜间施工证明，已责令停止夜间作业，并告知用户投诉结果。",
    ),
    Story(
        SERVICE, "municipal", "consultation",
        "咨询老旧小区加装电梯的补贴标准和申请流程。",
        "请联系所属街道更新办，答复口径以最新文件为准。",
        "已答复补贴标准与流程，并将街道更新办电话告知用户。",
    ),
    Story(
        SERVICE, "municipal", "service_complaint",
        "小区门口垃圾清运不及时，已堆放三天，气味很大。",
        "请通知片区环卫所当日清运，并核查清运班次。",
        "当日已完成清运和消杀，清运班次由一日一次调整为一日两次。",
    ),
    Story(
        SERVICE, "none", "usage_query",
        "企业要求提供上季度分时电量明细，用于成本核算。",
        "请核验经办人授权后提供盖章明细。",
        "授权核验无误，明细已加盖业务章并由经办人签收。",
    ),
    Story(
        SERVICE, "none", "business_acceptance",
        "申请开具上年度电费增值税专用发票，抬头信息有变更。",
        "请核对变更证明材料，票据寄送地址与用户确认。",
        "资料核对完成，发票已开具并寄出，用户确认收到。",
    ),
    Story(
        SERVICE, "none", "outage_information",
        "昨晚停电导致冷库货品受损，询问停电原因和赔付流程。",
        "请调取停电记录并书面说明原因，赔付按规定流程引导。",
        "已出具停电情况说明，赔付申请材料清单已交用户。",
    ),
)  # fmt: skip

# The code of a return reason, and what the work area writes.
RETURNS: tuple[tuple[str, str], ...] = (
    ("R01", "经核实，故障点位于小区产权设备，属物业维护范围，不属本工区职责。"),
    ("R02", "用户地址在立交桥以东，不在本工区辖区，请改派对应工区。"),
    ("R02", "现场门牌与表单地址不符，实际位置属另一工区管辖。"),
    ("R03", "用户诉求为资费咨询，不是故障，请按业务受理办理。"),
    ("R04", "地址缺少楼栋号，两次拨打联系电话均无人接听，无法上门。"),
    ("R05", "与昨日同一用户的表单内容相同，现场已安排处理。"),
    ("R08", "上午、下午和晚上各联系一次，用户电话均无人接听。"),
)

# On what a supervisor rests a decision that binds.
BASES = (
    "按《设备产权分界管理办法》第六条，表前设备由首接工区负责处理。",
    "经核对片区划分图，该地址自本月 1 日起划归贵工区。",
    "首接负责制：两次反单理由均不成立，由本工区到场核实并办结。",
)

REVIEW_REMARKS = (
    "资料齐全，处理及时，同意办结。",
    "现场照片与处理情况一致，审核通过。",
    "回访用户表示满意，处理规范。",
    "时限内完成，说明清楚，同意归档。",
)
AFTER_RETURN = ("误派原因属实，改派对应工区。", "已与用户核对地址，重新派单。")
AFTER_COMPLETION = (
    "用户反映问题仍未解决，需再次上门。",
    "处理情况缺少测试数据，请重新核实。",
    "回访时用户表示故障再次出现。",
)
UNRESOLVED = "现场已临时处理，需等待备件到货后更换，预计三日内完成。"
SUPPLEMENTS = ("", "已与用户核对地址，准备改派。")
