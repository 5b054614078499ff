"""That the cuts of `python -m tests.faults.mutants` still fit the code. The long run itself is separate."""

import re

import pytest

from tests.faults.safeguards import SAFEGUARDS, Safeguard
from tests.running import ROOT


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda safeguard: safeguard.name)
def test_the_safeguard_stands_where_the_list_says_and_its_tests_exist(safeguard: Safeguard) -> None:
    code = (ROOT / safeguard.file).read_text(encoding="utf-8")
    assert code.count(safeguard.before) == 1
    compile(code.replace(safeguard.before, safeguard.after), safeguard.file, "exec")
    for test in safeguard.tests:
        file, *names = re.sub(r"\[.*", "", test).split("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {names[-1]}(" in text
