"""An import and a download of the demo's supervisor, so that both lists look alive."""

import csv
import io
from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.sheets import actions, production, running, storage
from zuoxi.sheets.choices import Kind

_ROWS = (
    ("用户证号", "姓名", "手机号码", "区", "街道", "详细地址", "备注"),
    ("3600200001", "罗建国", "154 0020 0001", "东湖区", "民德路", "66号2单元301室", "老小区改造"),
    ("3600200002", "彭秀英", "154 0020 0002", "西湖区", "桃花路", "9号5栋702室", ""),
    ("3600200003", "尉迟明", "154 0020 0003", "青云谱区", "建设路", "118号1单元102室", ""),
    ("3600200004", "", "154 0020 0004", "东湖区", "叠山路", "27号", "姓名待补"),
    ("3600200005", "丁海燕", "1.54E+10", "红谷滩区", "绿茵路", "300号8栋2003室", ""),
)


def bring_in_and_take_out(*, supervisor: Actor, now: datetime) -> None:
    """Import a short list of customers, two of them with errors, and download the customers."""
    text = io.StringIO()
    csv.writer(text).writerows(_ROWS)
    upload = actions.upload_sheet(
        actor=supervisor,
        kind=Kind.CUSTOMERS,
        centre="",
        name="东湖片区新装用户.csv",
        file=storage.keep([text.getvalue().encode("gb18030")], "import", "csv"),
        limits=running.limits_at(now),
        now=now,
    )
    for step in (_check, _run):
        step(supervisor, upload.pk, upload.mapping, now)
        upload.refresh_from_db()
        running.go_through(upload, supervisor, clock=lambda: now, should_stop=lambda: False)
    wanted = actions.Wanted(address="/customers/")
    export = actions.request_export(actor=supervisor, wanted=wanted, now=now)
    production.produce(export, supervisor, clock=lambda: now)


def _check(supervisor: Actor, import_id: int, columns: list[str], now: datetime) -> None:
    actions.check_import(
        actor=supervisor,
        import_id=import_id,
        columns=columns,
        allow_duplicate_phone=False,
        now=now,
    )


def _run(supervisor: Actor, import_id: int, _columns: list[str], now: datetime) -> None:
    actions.run_import(actor=supervisor, import_id=import_id, now=now)
