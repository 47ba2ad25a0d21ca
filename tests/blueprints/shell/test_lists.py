"""A pasted message read at the shell."""

import json

from tests.blueprints.shell.conftest import Shell

MESSAGE = "السلام عليكم\n- 50 بطانية كبيرة\nللتواصل: 0612345678\n"
PARSED = {
    "deadline": None,
    "rows": [
        {
            "item": "بطانية كبيرة",
            "quantity": 50,
            "unit": None,
            "urgency": "normal",
            "note": None,
            "deadline": None,
            "catalogue": "blanket",
        }
    ],
    "ignored": ["greeting", "contact line: a phone number is never part of a need"],
}


def test_a_message_in_a_file_is_printed_as_json_with_its_letters(shell: Shell, tmp_path) -> None:
    file = tmp_path / "message.txt"
    file.write_text(MESSAGE, encoding="utf-8-sig")
    result = shell("parse-message", str(file))
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == PARSED
    assert "بطانية" in result.output


def test_a_dash_reads_what_is_typed(shell: Shell) -> None:
    assert json.loads(shell("parse-message", "-", typed=MESSAGE).output) == PARSED


def test_bytes_that_are_no_text_are_read_all_the_same(shell: Shell, tmp_path) -> None:
    file = tmp_path / "message.txt"
    file.write_bytes(b"\xff\xfe\x00 50 couvertures \xc3")
    assert shell("parse-message", str(file)).exit_code == 0


def test_a_file_that_is_not_there_is_said_in_words(shell: Shell, tmp_path) -> None:
    result = shell("parse-message", str(tmp_path / "nothing.txt"))
    assert result.exit_code != 0
    assert "does not exist" in result.output
