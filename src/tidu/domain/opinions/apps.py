from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "tidu.domain.opinions"
    label = "opinions"
    verbose_name = "意见建议"

    def ready(self) -> None:
        """Declare this app's figures and nightly work, and what follows when a promise of an answer is kept."""
        from tidu.domain.opinions import figures
        from tidu.domain.opinions.operations import erase_personal_data, look_after, promise_ended
        from tidu.domain.opinions.vocabulary import TASK_SOURCE
        from tidu.domain.tasks import sources
        from tidu.foundation.jobs.registry import Job, register

        figures.declare()
        register(Job(name="opinions.look_after", label="意见逾期上报与承诺回访", hour=6, work=look_after))
        register(Job(name="opinions.erase", label="清除到期的意见人信息", hour=3, work=erase_personal_data))
        sources.register(
            sources.TaskSource(kind=TASK_SOURCE, label="意见建议", page="opinion", ended=promise_ended)
        )
