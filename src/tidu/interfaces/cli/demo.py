"""`tidu demo build`: fill an empty house with the fictional county."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tidu.interfaces.cli import parsing

if TYPE_CHECKING:
    from tidu.demo.build import Built


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("demo", help="建立演示县“青岚县”（全部虚构）")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    build = verbs.add_parser("build", help="生成演示数据并写入数据库")
    build.add_argument("--seed", type=parsing.number, metavar="整数", help="随机种子，同一种子生成同一个县")
    build.add_argument("--as-of", type=parsing.day, metavar="日期", help="演示日期，默认 2025-06-10")
    build.add_argument("--force", action="store_true", help="先清空已有的演示数据，再重新生成")
    command.set_defaults(run=run, makes_records=True)


def run(arguments: argparse.Namespace) -> int:
    """Build the demo, then say who can sign in and what to do next."""
    from django.conf import settings

    from tidu.demo import quotas
    from tidu.demo.build import UnableToBuild, build
    from tidu.interfaces.cli.main import refuse

    as_of = arguments.as_of or quotas.AS_OF
    seed = quotas.SEED if arguments.seed is None else arguments.seed
    os.environ["TIDU_TODAY"] = as_of.isoformat()
    home = Path(settings.TIDU_HOME)
    try:
        built = build(seed=seed, as_of=as_of, home=home, force=arguments.force, progress=_progress)
    except (UnableToBuild, ValueError) as refusal:
        return refuse(str(refusal))
    _tell(built)
    return 0


def _progress(done: int, total: int) -> None:
    """Show how far the replay is, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r正在写入 {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _tell(built: Built) -> None:
    """Print what was built, the accounts by role, and the next step."""
    from tidu.demo.build import PASSWORD, usernames_by_role

    county = built.county
    print(
        f"演示县“青岚县”已建好：{len(county.present())} 家企业，演示日期 {county.as_of}，种子 {county.seed}。"
    )
    print(f"账号（密码都是 {PASSWORD}）：")
    for role, usernames in usernames_by_role(county).items():
        print(f"  {role.label}：{'、'.join(usernames)}")
    print(f"试导入用的工作簿在 {built.home / 'samples'}。")
    print("下一步：运行 tidu serve，用浏览器打开它给出的地址。")
