"""Run statements on a local Spark: `python spark_job.py FOLDER`, in an environment that has PySpark.

For every NAME.sql in the folder, NAME.parquet is its table `population`; the rows of the answer are written to
NAME.json. This file runs outside the project's own environment and imports nothing of the project.
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession


def main(folder: Path) -> None:
    """Answer every statement in the folder."""
    session = (
        SparkSession.builder.master("local[2]")
        .appName("tidu")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.ansi.enabled", "true")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    for file in sorted(folder.glob("*.sql")):
        session.read.parquet(str(file.with_suffix(".parquet"))).createOrReplaceTempView("population")
        rows = session.sql(file.read_text(encoding="utf-8")).collect()
        answer = json.dumps([row.asDict() for row in rows], ensure_ascii=False)
        file.with_suffix(".json").write_text(answer, encoding="utf-8")
    session.stop()


main(Path(sys.argv[1]))
