"""Postcodes, and bringing in Code-Point Open."""

import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from foundation.database import reading
from foundation.places.cli import gazetteer
from foundation.places.distance import metres_between
from foundation.places.models import Postcode
from foundation.places.postcode import district, locate, normalise, printed


def code_point_open(path, **areas):
    """A zip as the Ordnance Survey makes it, with ``areas`` of rows."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Doc/licence.txt", "Open Government Licence")
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO\n")
        for area, rows in areas.items():
            archive.writestr(f"Data/CSV/{area}.csv", "".join(f"{row}\n" for row in rows))
    return path


EDINBURGH = [
    '"EH1 1BB",10,325800,673900,"S92000003","","S08000024","","S12000036","S13002930"',
    '"EH1 2NG",10,325160,673490,"S92000003","","S08000024","","S12000036","S13002930"',
    '"EH109ZZ",10,324000,668000,"S92000003","","S08000024","","S12000036","S13002930"',
    '"EH991SP",90,0,0,"S92000003","","","","",""',
]
PERTH = ['"PH1 5LU",10,311500,723700,"S92000003","","","","S12000048","S13003067"']


def bring_in(path):
    return CliRunner().invoke(gazetteer, ["import", str(path)])


@pytest.fixture
def imported(tmp_path):
    result = bring_in(code_point_open(tmp_path / "codepo_gb.zip", eh=EDINBURGH, ph=PERTH))
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    ("typed", "code", "outward"),
    [
        ("eh1 1bb", "EH11BB", "EH1"),
        ("  EH11BB ", "EH11BB", "EH1"),
        ("W1A 0AX", "W1A0AX", "W1A"),
        ("M1 1AE", "M11AE", "M1"),
        ("KY2", None, "KY2"),
        ("sw1a", None, "SW1A"),
        ("Perth", None, None),
        ("EH1 1CB", None, None),
        ("E H 1 1 B B", "EH11BB", "EH1"),
        ("", None, None),
        ("EH1" * 99, None, None),
    ],
)
def test_the_form_of_a_postcode_is_checked(typed, code, outward):
    assert normalise(typed) == code
    assert district(typed) == outward


def test_a_postcode_is_printed_with_its_space():
    assert printed("EH11BB") == "EH1 1BB"


def test_importing_puts_each_postcode_where_it_is(imported):
    assert imported.output == "4 postcodes\n"
    with reading() as session:
        point = locate(session, "eh1 2ng")
    assert metres_between(point.latitude, point.longitude, 55.9487, -3.2000) < 150
    assert point.accuracy == 100


def test_a_district_is_the_middle_of_its_own_units_only(imported):
    with reading() as session:
        point = locate(session, "EH1")
        assert metres_between(point.latitude, point.longitude, 55.951, -3.195) < 400
        assert 300 < point.accuracy < 1000


def test_an_unknown_unit_is_found_by_its_district_and_an_unknown_district_is_not(imported):
    with reading() as session:
        assert locate(session, "PH1 9ZZ").accuracy >= 100
        assert locate(session, "ZZ1 1AA") is None
        assert locate(session, "EH99 1SP") is None
        assert locate(session, "nowhere") is None


def test_importing_a_newer_file_takes_away_what_is_no_longer_in_it(imported, tmp_path):
    assert bring_in(code_point_open(tmp_path / "newer.zip", ph=PERTH)).exit_code == 0
    with reading() as session:
        assert session.scalars(select(Postcode.code)).all() == ["PH15LU"]


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("not a zip"),
        lambda path: code_point_open(path),
        lambda path: code_point_open(path, eh=["EH1 1BB,10,x,y"]),
        lambda path: code_point_open(path, eh=[EDINBURGH[0], "nonsense"]),
        lambda path: code_point_open(path, eh=["N0T A C0DE,10,1,1"]),
    ],
)
def test_a_wrong_file_is_refused_with_one_sentence_and_changes_nothing(imported, tmp_path, make):
    make(tmp_path / "wrong.zip")
    result = bring_in(tmp_path / "wrong.zip")
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Postcode)) == 4
