import re

import pytest

from engines.tts.english_text import cardinal, english_words, ordinal, year


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("at 3:30 p.m. sharp", "at three thirty P M sharp"),
        ("at 745 AM", "at seven forty-five A M"),
        ("at 9:00", "at nine o'clock"),
        ("9:05", "nine oh five"),
        ("2026-11-25", "November twenty-fifth, twenty twenty-six"),
        ("Nov. 25, 2026", "November twenty-fifth, twenty twenty-six"),
        ("on May 3rd", "on May third"),
        ("25 November 2026", "twenty-fifth of November, twenty twenty-six"),
        ("May I come in?", "May I come in?"),
        ("the 1990s", "the nineteen nineties"),
        ("about 2000 people", "about two thousand people"),
        ("$3.50", "three dollars and fifty cents"),
        ("$1", "one dollar"),
        ("€1.2 million", "one point two million euros"),
        ("3/4 of it", "three quarters of it"),
        ("12,345", "twelve thousand three hundred forty-five"),
        ("3.5%", "three point five percent"),
        ("-5 °C", "minus five degrees Celsius"),
        ("1 km", "one kilometer"),
        ("120 km/h", "one hundred twenty kilometers per hour"),
        ("555-123-4567", "five five five, one two three, four five six seven"),
        ("Room 302", "Room three oh two"),
        ("21st", "twenty-first"),
        ("Dr. Smith", "Doctor Smith"),
        ("R&D", "R and D"),
        ("C++", "C plus plus"),
        ("GPT-4", "GPT four"),
        ("10-20 kg", "ten to twenty kilograms"),
        ("24/7", "twenty-four seven"),
        ("10%-20%", "ten percent to twenty percent"),
        ("they won 2:1", "they won two to one"),
        ("50 - 3 = 47", "fifty minus three equals forty-seven"),
        ("1000000 people", "one million people"),
        ("in her 30s", "in her thirties"),
        ("the '90s", "the nineties"),
        ("wait 30s", "wait thirty s"),
        ("v2.3.1", "v two point three point one"),
        ("PM2.5", "PM two point five"),
        ("5 Main St. is near St. Paul", "five Main Street is near Saint Paul"),
        ("$5M or €1bn", "five million dollars or one billion euros"),
        ("10k users", "ten thousand users"),
        ("4K video", "four K video"),
        ("H2O", "H two O"),
        ("he is 5'10\"", "he is five foot ten"),
    ],
)
def test_what_is_written_is_read_as_people_read_it(written: str, said: str) -> None:
    assert english_words(written) == said


def test_no_digit_is_left_whatever_is_written() -> None:
    for written in ("1.2.3.4", "9" * 20, "1/0", "25:99", "3rd31", "0", "00", "1,23"):
        assert not re.search(r"\d", english_words(written))


def test_numbers_have_their_words() -> None:
    assert cardinal("1000001") == "one million one"
    assert [ordinal(number) for number in (1, 12, 20, 100)] == [
        "first", "twelfth", "twentieth", "one hundredth",
    ]  # fmt: skip
    assert [year(text) for text in ("1900", "2000", "2005", "1805")] == [
        "nineteen hundred", "two thousand", "two thousand five", "eighteen oh five",
    ]  # fmt: skip
