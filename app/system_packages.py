"""What the program needs of the operating system, how to see that it is there, and how to get it.

Standard library only: ``packaging/bootstrap.py`` reads it with a bare Python before anything is
installed, and ``doctor`` reads it afterwards.
"""

from __future__ import annotations

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class PackageManager(StrEnum):
    """The package managers whose package names are known."""

    APT = "apt-get"
    DNF = "dnf"
    PACMAN = "pacman"
    ZYPPER = "zypper"


_INSTALL: Mapping[PackageManager, tuple[str, ...]] = {
    PackageManager.APT: ("apt-get", "install", "-y", "--no-install-recommends"),
    PackageManager.DNF: ("dnf", "install", "-y"),
    PackageManager.PACMAN: ("pacman", "-S", "--needed"),
    PackageManager.ZYPPER: ("zypper", "install", "-y"),
}


@dataclass(frozen=True, slots=True)
class SystemNeed:
    """One thing the operating system provides."""

    purpose: str
    """What does not work without it."""
    is_present: Callable[[], bool]
    apt: str
    dnf: str
    pacman: str
    zypper: str
    is_required: bool = True
    """False where the program runs without it, only worse."""

    def package(self, manager: PackageManager) -> str:
        """Return the name of the package that brings it."""
        match manager:
            case PackageManager.APT:
                return self.apt
            case PackageManager.DNF:
                return self.dnf
            case PackageManager.PACMAN:
                return self.pacman
            case PackageManager.ZYPPER:
                return self.zypper


def has_library(soname: str) -> bool:
    """Tell whether the dynamic linker finds a library, whichever package it came from."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _library(soname: str) -> Callable[[], bool]:
    return lambda: has_library(soname)


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


class _FcFontSet(ctypes.Structure):
    """The head of fontconfig's ``FcFontSet``."""

    _fields_ = (("nfont", ctypes.c_int),)


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font that covers simplified Chinese."""
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    # It reads the folders of fonts once per process, and a font may have been installed since.
    fontconfig.FcInitReinitialize()
    fontconfig.FcNameParse.restype = ctypes.c_void_p
    fontconfig.FcFontList.restype = ctypes.POINTER(_FcFontSet)
    pattern = ctypes.c_void_p(fontconfig.FcNameParse(b":lang=zh-cn"))
    fonts = fontconfig.FcFontList(None, pattern, None)
    return bool(fonts) and fonts.contents.nfont > 0


def _has_alsa_pulse_plugin() -> bool:
    """Tell whether ALSA programs reach PulseAudio or PipeWire."""
    # ALSA opens its plugins by bare name where the linker knows their folder, so ask ALSA itself:
    # a configured "pulse" device is no proof, and a loadable plugin is.
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return False
    alsa.snd_dlopen.restype = ctypes.c_void_p
    for name in (b"libasound_module_pcm_pulse.so", b"libasound_module_pcm_pipewire.so"):
        handle = alsa.snd_dlopen(name, 1, None, 0)
        if handle:
            return True
    return False


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _python_venv() -> SystemNeed:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return SystemNeed(
        "creating the program's own Python environment",
        _has_ensurepip,
        apt=f"{version}-venv",
        dnf=version,
        pacman="python-pip",
        zypper=version.replace(".", ""),
    )


_ENVIRONMENT = _python_venv()

RUNTIME_NEEDS: tuple[SystemNeed, ...] = (
    _ENVIRONMENT,
    SystemNeed(
        "translation through llama.cpp",
        _library("libgomp.so.1"),
        apt="libgomp1",
        dnf="libgomp",
        pacman="gcc-libs",
        zypper="libgomp1",
    ),
    SystemNeed(
        "the microphone",
        _library("libportaudio.so.2"),
        apt="libportaudio2",
        dnf="portaudio",
        pacman="portaudio",
        zypper="libportaudio2",
    ),
    SystemNeed(
        "sound through PulseAudio or PipeWire",
        _has_alsa_pulse_plugin,
        apt="libasound2-plugins",
        dnf="alsa-plugins-pulseaudio",
        pacman="alsa-plugins",
        zypper="alsa-plugins-pulse",
        is_required=False,
    ),
    SystemNeed(
        "the window",
        _library("libGL.so.1"),
        apt="libgl1",
        dnf="libglvnd-glx",
        pacman="libglvnd",
        zypper="libglvnd",
    ),
    SystemNeed(
        "the window",
        _library("libEGL.so.1"),
        apt="libegl1",
        dnf="libglvnd-egl",
        pacman="libglvnd",
        zypper="libglvnd",
    ),
    SystemNeed(
        "the keyboard in the window",
        _library("libxkbcommon-x11.so.0"),
        apt="libxkbcommon-x11-0",
        dnf="libxkbcommon-x11",
        pacman="libxkbcommon-x11",
        zypper="libxkbcommon-x11-0",
    ),
    SystemNeed(
        "the window",
        _library("libdbus-1.so.3"),
        apt="libdbus-1-3",
        dnf="dbus-libs",
        pacman="dbus",
        zypper="libdbus-1-3",
    ),
    SystemNeed(
        "text in the window",
        _library("libfontconfig.so.1"),
        apt="libfontconfig1",
        dnf="fontconfig",
        pacman="fontconfig",
        zypper="fontconfig",
    ),
    SystemNeed(
        "the window",
        _library("libglib-2.0.so.0"),
        apt="libglib2.0-0",
        dnf="glib2",
        pacman="glib2",
        zypper="libglib-2_0-0",
    ),
    SystemNeed(
        "the window under X11",
        _library("libxcb-cursor.so.0"),
        apt="libxcb-cursor0",
        dnf="xcb-util-cursor",
        pacman="xcb-util-cursor",
        zypper="libxcb-cursor0",
    ),
    SystemNeed(
        "the window under X11",
        _library("libxcb-icccm.so.4"),
        apt="libxcb-icccm4",
        dnf="xcb-util-wm",
        pacman="xcb-util-wm",
        zypper="libxcb-icccm4",
    ),
    SystemNeed(
        "the window under X11",
        _library("libxcb-keysyms.so.1"),
        apt="libxcb-keysyms1",
        dnf="xcb-util-keysyms",
        pacman="xcb-util-keysyms",
        zypper="libxcb-keysyms1",
    ),
    SystemNeed(
        "the window under X11",
        _library("libxcb-shape.so.0"),
        apt="libxcb-shape0",
        dnf="libxcb",
        pacman="libxcb",
        zypper="libxcb-shape0",
    ),
    SystemNeed(
        "Chinese characters, which are boxes without it",
        has_chinese_font,
        apt="fonts-noto-cjk",
        dnf="google-noto-sans-cjk-fonts",
        pacman="noto-fonts-cjk",
        zypper="google-noto-sans-cjk-fonts",
        is_required=False,
    ),
)
"""What the window and the microphone need on Linux. macOS and Windows bring all of it, or the
Python packages do."""

TEST_NEEDS: tuple[SystemNeed, ...] = (
    SystemNeed(
        "tests with a real window",
        _program("Xvfb"),
        apt="xvfb",
        dnf="xorg-x11-server-Xvfb",
        pacman="xorg-server-xvfb",
        zypper="xorg-x11-server-Xvfb",
    ),
    SystemNeed(
        "tests with a virtual microphone",
        _program("pulseaudio"),
        apt="pulseaudio",
        dnf="pulseaudio",
        pacman="pulseaudio",
        zypper="pulseaudio",
    ),
    SystemNeed(
        "tests with a virtual microphone",
        _program("paplay"),
        apt="pulseaudio-utils",
        dnf="pulseaudio-utils",
        pacman="libpulse",
        zypper="pulseaudio-utils",
    ),
    SystemNeed(
        "tests with keys of the whole desktop",
        _program("xdotool"),
        apt="xdotool",
        dnf="xdotool",
        pacman="xdotool",
        zypper="xdotool",
    ),
    SystemNeed(
        "tests with a desktop portal",
        _program("dbus-daemon"),
        apt="dbus-daemon",
        dnf="dbus-daemon",
        pacman="dbus",
        zypper="dbus-1-daemon",
    ),
    SystemNeed(
        "building the bundle",
        _program("objdump"),
        apt="binutils",
        dnf="binutils",
        pacman="binutils",
        zypper="binutils",
    ),
    SystemNeed(
        "the version stamp of the bundle, and tests of what the repository holds",
        _program("git"),
        apt="git",
        dnf="git",
        pacman="git",
        zypper="git",
    ),
)
"""What building and the tests need beyond that."""


def needs_here() -> tuple[SystemNeed, ...]:
    """Return what this installation needs: a bundle makes no environment, and brings a Python."""
    if hasattr(sys, "frozen"):
        return tuple(need for need in RUNTIME_NEEDS if need is not _ENVIRONMENT)
    return RUNTIME_NEEDS


def missing(needs: Iterable[SystemNeed]) -> tuple[SystemNeed, ...]:
    """Return what is not there; nothing is needed where the system is not Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(need for need in needs if not need.is_present())


def package_manager() -> PackageManager | None:
    """Return the package manager of this machine, if it is one whose names are known."""
    return next((manager for manager in PackageManager if shutil.which(manager)), None)


def install_command(needs: Iterable[SystemNeed], manager: PackageManager) -> tuple[str, ...]:
    """Return the command that installs them, each package once, without ``sudo``."""
    packages = dict.fromkeys(need.package(manager) for need in needs)
    return (*_INSTALL[manager], *packages)
