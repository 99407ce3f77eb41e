from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "tidu.foundation.calendar"
    label = "tidu_calendar"
    verbose_name = "工作日历"
