"""A line that only dates a text, and lines that look like one."""

from __future__ import annotations

import pytest

from kg.read.datelines import date_line, stated_date


@pytest.mark.parametrize("line, date", [
    ("2022-05-22", "2022-05-22"), ("22 May 2022", "2022-05-22"), ("May 22, 2022", "2022-05-22"),
    ("2022/05/22", "2022-05-22"), ("22.05.2022", "2022-05-22"), ("05/22/2022", "2022-05-22"),
    ("Sunday, May 22nd, 2022", "2022-05-22"), ("Sept. 3, 2021", "2021-09-03"), ("(22 May 2022)", "2022-05-22"),
    ("Published on: 2022-05-22 19:30", "2022-05-22"), ("Updated: May 22, 2022, 10:30 a.m.", "2022-05-22"),
    ("Islamabad, 22 May 2022", "2022-05-22"), ("New Delhi, January 20, 2023", "2023-01-20"),
    ("2022年5月22日", "2022-05-22"), ("May 2022", "2022-05"), ("2022-05", "2022-05"),
    ("21 August", "--08-21"), ("August 21", "--08-21"),
])
def test_date_line(line: str, date: str) -> None:
    assert str(date_line(line)) == date


def test_day_and_month_that_cannot_be_told_apart_leave_the_year() -> None:
    assert str(date_line("05/06/2022")) == "2022"
    assert str(date_line("06/06/2022")) == "2022-06-06"


@pytest.mark.parametrize("line", [
    "", "2022", "19:30", "5", "1. Peace treaty", "On 21 August the two ministers met.", "January 19-20, 2023", "22/05/22",
    "31 February 2022", "13/13/2022", "March for Peace 2022", "Visit to Sri Lanka (January 19, 2023)",
    "The talks of 22 May 2022", "May", "May the friendship last", "Resolution 2254 of 18 December 2015",
])
def test_no_date_line(line: str) -> None:
    assert date_line(line) is None


@pytest.mark.parametrize("value, date", [
    ("2022-05-22T18:30:00+08:00", "2022-05-22"), ("2022-05-22 00:00:00", "2022-05-22"), ("1921", "1921"),
    ("--08-21", "--08-21"), ("Sun, 22 May 2022 10:00:00 +0000", "2022-05-22"), ("20220522", "2022-05-22"),
])
def test_date_of_a_field(value: str, date: str) -> None:
    assert str(stated_date(value)) == date


@pytest.mark.parametrize("value", ["yesterday", "0", "1653177600", "n/a", "2022-13-01", "--13-01", "soon, 2022"])
def test_no_date_of_a_field(value: str) -> None:
    assert stated_date(value) is None
