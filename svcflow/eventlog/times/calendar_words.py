"""The words of a written date: months, weekdays and halves of the day, in seven languages.

A word is known without its accents, its case and its dots: `févr.`, `FEVR` and `Février` are February. No word stands for two
months or two weekdays, whatever its language; one that would (the French `jui`) is left out.
"""

from __future__ import annotations

import unicodedata

_MONTHS = """
    january januar januari janvier gennaio enero janner janeiro | jan janv gen ene
    february februar februari fevrier febbraio febrero feber | feb fevr fev febr
    march marz maerz maart mars marzo | mar mrt mrz
    april avril aprile abril | apr avr abr
    may mai mei maggio mayo | mag
    june juni juin giugno junio | jun giu
    july juli juillet luglio julio | jul juil lug
    august augustus aout agosto | aug ago
    september septembre settembre septiembre setiembre | sep sept set
    october oktober octobre ottobre octubre | oct okt ott
    november novembre noviembre | nov
    december dezember decembre dicembre diciembre | dec dez dic
"""
_WEEKDAYS = """
    monday montag lundi lunedi lunes maandag mon mo lun ma 星期一 周一 週一
    tuesday dienstag mardi martedi martes dinsdag tue tues di mar 星期二 周二 週二
    wednesday mittwoch mercredi mercoledi miercoles woensdag wed mi mer mie wo 星期三 周三 週三
    thursday donnerstag jeudi giovedi jueves donderdag thu thur thurs do jeu gio jue 星期四 周四 週四
    friday freitag vendredi venerdi viernes vrijdag fri fr ven vie vr 星期五 周五 週五
    saturday samstag sonnabend samedi sabato sabado zaterdag sat sa sam sab za 星期六 周六 週六
    sunday sonntag dimanche domenica domingo zondag sun so dim dom zo 星期日 星期天 周日 周天 週日
"""


def month_of(word: str) -> int:
    """The month that a word names, 1 to 12; 0 for any other word."""
    return _MONTH.get(_plain(word), 0)


def is_whole_month(word: str) -> bool:
    """Whether a month is written out."""
    return _plain(word) in _WHOLE


def weekday_of(word: str) -> int:
    """The weekday that a word names, 0 (Monday) to 6; -1 for any other word."""
    return _WEEKDAY.get(_plain(word), -1)


def half_of(word: str) -> str:
    """Which half of the day: `am`, `pm`, or an empty text for any other word."""
    return _HALVES.get(_plain(word).replace(".", "").replace(" ", ""), "")


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip(" .,\t")


_LINES = [line.split("|") for line in _MONTHS.strip().splitlines()]
_MONTH = {word: month for month, (whole, short) in enumerate(_LINES, start=1) for word in (whole + short).split()}
_WHOLE = frozenset(word for whole, _ in _LINES for word in whole.split())
_WEEKDAY = {word: day for day, line in enumerate(_WEEKDAYS.strip().splitlines()) for word in line.split()}
_HALVES = {"am": "am", "pm": "pm", "上午": "am", "下午": "pm", "午前": "am", "午後": "pm"}
