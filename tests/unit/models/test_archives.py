from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engines.errors import EngineError, ErrorCode
from engines.models.sources.archives import append_member, is_archive, open_archive


def zip_of(path: Path, *infos: zipfile.ZipInfo | str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for info in infos:
            archive.writestr(info, b"data")
    return path


def tar_of(path: Path, *infos: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:xz") as archive:
        for info in infos:
            info.size = 4 if info.isfile() else 0
            archive.addfile(info, io.BytesIO(b"data"))
    return path


def read(path: Path, name: str) -> bytes:
    target = io.BytesIO()
    with open_archive(path) as archive:
        append_member(archive, name, target, lambda _: None)
    return target.getvalue()


def code_of(path: Path) -> ErrorCode:
    with pytest.raises(EngineError) as caught, open_archive(path):
        pass
    return caught.value.code


UNSAFE = ["../up", "a/../../up", "/etc/passwd", "a/..", "C:/x", "a\\..\\b", "aux", "nul.txt", "a. "]


@pytest.mark.parametrize("name", UNSAFE)
def test_a_zip_that_leaves_its_folder_is_not_opened(tmp_path: Path, name: str) -> None:
    assert code_of(zip_of(tmp_path / "x.zip", "fine", name)) is ErrorCode.ARCHIVE_UNSAFE


@pytest.mark.parametrize("name", UNSAFE)
def test_a_tar_that_leaves_its_folder_is_not_opened(tmp_path: Path, name: str) -> None:
    path = tar_of(tmp_path / "x.tar.xz", tarfile.TarInfo("fine"), tarfile.TarInfo(name))
    assert code_of(path) is ErrorCode.ARCHIVE_UNSAFE


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_a_tar_with_links_or_devices_is_not_opened(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("innocent")
    info.type, info.linkname = kind, "fine"
    assert code_of(tar_of(tmp_path / "x.tar", tarfile.TarInfo("fine"), info)) is (
        ErrorCode.ARCHIVE_UNSAFE
    )


def test_a_zip_with_a_link_is_not_opened(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("innocent")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert code_of(zip_of(tmp_path / "x.zip", info)) is ErrorCode.ARCHIVE_UNSAFE


def test_members_are_read_whatever_their_names_are_written_in(tmp_path: Path) -> None:
    assert read(zip_of(tmp_path / "包.zip", "文件夹/模型 一.bin"), "文件夹/模型 一.bin") == b"data"
    path = tar_of(tmp_path / "包 二.tar", tarfile.TarInfo("./文件夹/模型 一.bin"))
    assert read(path, "文件夹/模型 一.bin") == b"data"


def test_a_member_that_is_not_there_is_a_mismatch(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        read(zip_of(tmp_path / "x.zip", "fine"), "other")
    assert caught.value.code is ErrorCode.SOURCE_MISMATCH


def test_a_damaged_archive_is_unreadable(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip", "fine")
    data = bytearray(path.read_bytes())
    data[data.index(b"data")] ^= 1
    path.write_bytes(data)
    with pytest.raises(EngineError) as caught:
        read(path, "fine")
    assert caught.value.code is ErrorCode.ARCHIVE_UNREADABLE


@pytest.mark.parametrize("keep", [0, 10, 60])
def test_half_an_archive_is_unreadable(tmp_path: Path, keep: int) -> None:
    path = tar_of(tmp_path / "x.tar.xz", tarfile.TarInfo("fine"))
    path.write_bytes(path.read_bytes()[:keep])
    assert code_of(path) is ErrorCode.ARCHIVE_UNREADABLE


def test_knows_an_archive_from_a_file(tmp_path: Path) -> None:
    plain = tmp_path / "model.bin"
    plain.write_bytes(b"weights" * 100)
    assert not is_archive(plain)
    assert not is_archive(tmp_path)
    assert is_archive(zip_of(tmp_path / "x.whl", "fine"))
    assert is_archive(tar_of(tmp_path / "x", tarfile.TarInfo("fine")))


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20) | st.from_regex(
    r"[./\\a:~ ]{1,12}", fullmatch=True
)


@settings(max_examples=200, deadline=None)
@given(name=NAMES, is_zip=st.booleans())
@example(name=".//", is_zip=False)
@example(name="./", is_zip=False)
def test_whatever_a_member_is_called_it_lies_inside_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str, is_zip: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "wild.archive"
    path.unlink(missing_ok=True)
    if is_zip:
        zip_of(path, zipfile.ZipInfo(name))
    else:
        tar_of(path, tarfile.TarInfo(name))
    root = Path("/root/of/models")
    code: ErrorCode | None = None
    try:
        with open_archive(path) as archive:
            for member in archive.sizes_bytes:
                assert (root / member).relative_to(root)
                assert ".." not in Path(member).parts
    except EngineError as error:
        code = error.code
    assert code in {None, ErrorCode.ARCHIVE_UNSAFE, ErrorCode.ARCHIVE_UNREADABLE}
