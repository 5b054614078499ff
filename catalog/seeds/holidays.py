"""Public holidays of 2026 and 2027: (country, date, name, Korean name).

Korean weekend days that fall on a holiday anyway are listed too: the calendar shows them.
Election days called at short notice and one-off holidays are for staff to add.
"""

from datetime import date

SOURCE = "Public holidays laws of Korea and the US, checked with the calendar of python-holidays 0.109"

_KR = {
    2026: [
        ("01-01", "New Year's Day", "신정"),
        ("02-16", "Seollal eve", "설날 연휴"),
        ("02-17", "Seollal", "설날"),
        ("02-18", "Seollal second day", "설날 연휴"),
        ("03-01", "Independence Movement Day", "삼일절"),
        ("03-02", "Independence Movement Day (substitute)", "삼일절 대체공휴일"),
        ("05-01", "Labor Day", "노동절"),
        ("05-05", "Children's Day", "어린이날"),
        ("05-24", "Buddha's Birthday", "부처님오신날"),
        ("05-25", "Buddha's Birthday (substitute)", "부처님오신날 대체공휴일"),
        ("06-03", "Local elections", "전국동시지방선거"),
        ("06-06", "Memorial Day", "현충일"),
        ("07-17", "Constitution Day", "제헌절"),
        ("08-15", "Liberation Day", "광복절"),
        ("08-17", "Liberation Day (substitute)", "광복절 대체공휴일"),
        ("09-24", "Chuseok eve", "추석 연휴"),
        ("09-25", "Chuseok", "추석"),
        ("09-26", "Chuseok second day", "추석 연휴"),
        ("10-03", "National Foundation Day", "개천절"),
        ("10-05", "National Foundation Day (substitute)", "개천절 대체공휴일"),
        ("10-09", "Hangul Day", "한글날"),
        ("12-25", "Christmas Day", "성탄절"),
    ],
    2027: [
        ("01-01", "New Year's Day", "신정"),
        ("02-06", "Seollal eve", "설날 연휴"),
        ("02-07", "Seollal", "설날"),
        ("02-08", "Seollal second day", "설날 연휴"),
        ("02-09", "Seollal (substitute)", "설날 대체공휴일"),
        ("03-01", "Independence Movement Day", "삼일절"),
        ("05-01", "Labor Day", "노동절"),
        ("05-03", "Labor Day (substitute)", "노동절 대체공휴일"),
        ("05-05", "Children's Day", "어린이날"),
        ("05-13", "Buddha's Birthday", "부처님오신날"),
        ("06-06", "Memorial Day", "현충일"),
        ("07-17", "Constitution Day", "제헌절"),
        ("07-19", "Constitution Day (substitute)", "제헌절 대체공휴일"),
        ("08-15", "Liberation Day", "광복절"),
        ("08-16", "Liberation Day (substitute)", "광복절 대체공휴일"),
        ("09-14", "Chuseok eve", "추석 연휴"),
        ("09-15", "Chuseok", "추석"),
        ("09-16", "Chuseok second day", "추석 연휴"),
        ("10-03", "National Foundation Day", "개천절"),
        ("10-04", "National Foundation Day (substitute)", "개천절 대체공휴일"),
        ("10-09", "Hangul Day", "한글날"),
        ("10-11", "Hangul Day (substitute)", "한글날 대체공휴일"),
        ("12-25", "Christmas Day", "성탄절"),
        ("12-27", "Christmas Day (substitute)", "성탄절 대체공휴일"),
    ],
}

_US = {
    2026: [
        ("01-01", "New Year's Day"),
        ("01-19", "Martin Luther King Jr. Day"),
        ("02-16", "Washington's Birthday"),
        ("05-25", "Memorial Day"),
        ("06-19", "Juneteenth"),
        ("07-03", "Independence Day (observed)"),
        ("07-04", "Independence Day"),
        ("09-07", "Labor Day"),
        ("10-12", "Columbus Day"),
        ("11-11", "Veterans Day"),
        ("11-26", "Thanksgiving"),
        ("12-25", "Christmas Day"),
    ],
    2027: [
        ("01-01", "New Year's Day"),
        ("01-18", "Martin Luther King Jr. Day"),
        ("02-15", "Washington's Birthday"),
        ("05-31", "Memorial Day"),
        ("06-18", "Juneteenth (observed)"),
        ("06-19", "Juneteenth"),
        ("07-04", "Independence Day"),
        ("07-05", "Independence Day (observed)"),
        ("09-06", "Labor Day"),
        ("10-11", "Columbus Day"),
        ("11-11", "Veterans Day"),
        ("11-25", "Thanksgiving"),
        ("12-24", "Christmas Day (observed)"),
        ("12-25", "Christmas Day"),
        ("12-31", "New Year's Day 2028 (observed)"),
    ],
}

HOLIDAYS = [
    *(
        ("KR", date.fromisoformat(f"{year}-{day}"), en, ko)
        for year, days in _KR.items()
        for day, en, ko in days
    ),
    *(("US", date.fromisoformat(f"{year}-{day}"), en, "") for year, days in _US.items() for day, en in days),
]
