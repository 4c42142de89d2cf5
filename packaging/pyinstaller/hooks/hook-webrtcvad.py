"""The hook that comes with PyInstaller asks for webrtcvad, whose place webrtcvad-wheels takes."""

from PyInstaller.utils.hooks import copy_metadata

datas = copy_metadata("webrtcvad-wheels")
