#!/bin/sh
# Installs the Debian package on an empty system, tries it there, removes it, and tells sizes and times.
#   sudo sh packaging/linux/try_deb.sh PACKAGE.deb [MODELS]
# MODELS is a model store to borrow, such as ~/.local/share/tongsheng/models; without it, only what
# needs no model is tried. The system is made with debootstrap in TRY_DEB_FOLDER, /tmp/try-deb by
# default, from the registry that apt is set to here, and kept for the next time.
# Needs root, debootstrap, xvfb. Nothing outside that folder is changed.
set -eu

package=$(readlink -f "$1")
models=${2:+$(readlink -f "$2")}
folder=${TRY_DEB_FOLDER:-/tmp/try-deb}
base=$folder/base
system=$folder/system
home=/root
data=$home/.local/share/tongsheng
display=${TRY_DEB_DISPLAY:-:83}

say() { printf '%s\n' "try_deb: $*"; }
inside() { chroot "$system" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"; }
now_ms() { date +%s%3N; }

# What is borrowed from this machine goes back before anything is deleted.
give_back() {
    for place in "$data/models" tmp/.X11-unix dev/shm proc; do
        if mountpoint -q "$system/$place"; then umount "$system/$place"; fi
    done
}

xvfb=
leave() {
    code=$?
    [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
    give_back
    exit "$code"
}
trap leave EXIT
trap 'exit 130' INT TERM

if ! [ -e "$base/usr/bin/apt-get" ]; then
    say "making an empty system"
    # shellcheck disable=SC2016 # a pattern of apt's own
    target=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' 'Label: Debian' |
        grep -v -e '-security' -e '-updates' | grep ' main$' | head -n 1)
    codename=$(echo "$target" | cut -d' ' -f2)
    rm -rf "$base"
    mkdir -p "$folder"
    debootstrap --variant=minbase "$codename" "$base" "$(echo "$target" | cut -d' ' -f1)" \
        >"$folder/debootstrap.log"
    # The same registry, by the same settings, as this machine's apt.
    for settings in apt.conf apt.conf.d auth.conf auth.conf.d; do
        [ ! -e "/etc/apt/$settings" ] || cp -a "/etc/apt/$settings" "$base/etc/apt/"
    done
fi
give_back
rm -rf --one-file-system "$system"
cp -a "$base" "$system"
cp /etc/resolv.conf "$system/etc/" 2>/dev/null || true
mount -t proc proc "$system/proc"
mkdir -p "$system/dev/shm"
mount -t tmpfs tmpfs "$system/dev/shm"

say "installing $(($(stat -c %s "$package") / 1000000)) MB"
cp "$package" "$system/tmp/tongsheng.deb"
inside apt-get -qq update
before=$(inside dpkg-query -W | wc -l)
started=$(now_ms)
inside apt-get -qq install -y --no-install-recommends /tmp/tongsheng.deb >"$folder/install.log" 2>&1 ||
    { tail -n 20 "$folder/install.log"; exit 1; }
took=$(($(now_ms) - started))
say "installed in $took ms, with $(($(inside dpkg-query -W | wc -l) - before - 1)) packages it depends on;" \
    "$(du -sm "$system/opt/tongsheng" | cut -f1) MB on disk"
inside tongsheng --version

say "everything that needs no model"
inside tongsheng --self-test=window

code=0
inside tongsheng --self-test >"$folder/without-models.log" || code=$?
[ "$code" -eq 3 ] || { say "without models the exit code is $code rather than 3"; exit 1; }
say "without models it says so, with exit code 3"

if [ -n "$models" ]; then
    say "with models"
    mkdir -p "$system$data/models"
    mount --bind -o ro "$models" "$system$data/models"
    inside tongsheng --self-test
fi

say "a real window, three times"
Xvfb "$display" -screen 0 1280x800x24 -nolisten tcp >"$folder/xvfb.log" 2>&1 &
xvfb=$!
tries=0
until [ -e "/tmp/.X11-unix/X${display#:}" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { say "Xvfb did not start"; exit 1; }
    sleep 0.1
done
mkdir -p "$system/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$system/tmp/.X11-unix"
for run in 1 2 3; do
    rm -f "$system/tmp/record.jsonl"
    started=$(now_ms)
    (exec chroot "$system" env -i PATH=/usr/bin:/bin HOME="$home" LC_ALL=C.UTF-8 \
        DISPLAY="$display" QT_QPA_PLATFORM=xcb tongsheng --record /tmp/record.jsonl) \
        >"$folder/window.log" 2>&1 &
    window=$!
    until grep -q window_usable "$system/tmp/record.jsonl" 2>/dev/null; do
        kill -0 "$window" 2>/dev/null || { cat "$folder/window.log"; exit 1; }
        [ $(($(now_ms) - started)) -lt 60000 ] || { say "no window after 60 s"; exit 1; }
        sleep 0.02
    done
    say "run $run: usable after $(($(now_ms) - started)) ms"
    kill -TERM "$window"
    wait "$window" || { say "the window did not leave in good order"; cat "$folder/window.log"; exit 1; }
done
kill "$xvfb"
xvfb=

say "removing"
if mountpoint -q "$system$data/models"; then
    umount "$system$data/models"
fi
: >"$system$data/kept"
inside apt-get -qq purge -y tongsheng 2>&1 | tee "$folder/remove.log" | grep -A 6 '^Tongsheng is removed'
[ ! -e "$system/opt/tongsheng" ] || { say "/opt/tongsheng is still there"; exit 1; }
[ ! -e "$system/usr/bin/tongsheng" ] || { say "/usr/bin/tongsheng is still there"; exit 1; }
[ -e "$system$data/kept" ] || { say "the user's data is gone"; exit 1; }
[ -e "$system$home/.config/tongsheng/settings.json" ] || { say "the settings are gone"; exit 1; }
say "removed; what the user made is still there"
say "passed"
