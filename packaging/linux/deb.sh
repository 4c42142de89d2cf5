#!/bin/sh
# Makes the Debian package out of a bundle, with nothing but dpkg-deb.
#   sh packaging/linux/deb.sh [BUNDLE] [OUTPUT]   dist/tongsheng and dist by default
# The bundle runs where the C library is at least as new as here: build on the oldest release wanted.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)
bundle=${1:-$root/dist/tongsheng}
output=${2:-$root/dist}

[ -x "$bundle/tongsheng" ] || {
    echo "deb.sh: $bundle holds no bundle; run: sh packaging/bundle.sh" >&2
    exit 1
}
[ -e "$root/build/bundle/icons/256.png" ] || {
    echo 'deb.sh: the icons are not drawn; run: sh packaging/bundle.sh' >&2
    exit 1
}
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/app/__init__.py")
date=$(sed -n 's/.*"source_date": "\(.*\)".*/\1/p' "$bundle/_internal/about/build.json")
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s)
export SOURCE_DATE_EPOCH
architecture=$(dpkg --print-architecture)
# The symbols of the C library and of no other decide where the bundle runs.
glibc=$(ldd --version | sed -n '1s/.* //p')

tree=$root/build/deb/tongsheng_${version}_$architecture
rm -rf "$tree"
umask 022
mkdir -p "$tree/DEBIAN" "$tree/opt" "$tree/usr/bin" "$tree/usr/share/applications" \
    "$tree/usr/share/metainfo" "$tree/usr/share/doc/tongsheng" "$tree/usr/share/man/man1"
cp -a "$bundle" "$tree/opt/tongsheng"
# Wheels mark libraries, and some their licences, as programs.
find "$tree/opt/tongsheng" -type d -exec chmod 755 {} + -o -type f ! -path "$tree/opt/tongsheng/tongsheng" \
    -exec chmod 644 {} +
ln -s /opt/tongsheng/tongsheng "$tree/usr/bin/tongsheng"

# fill FILE TARGET: with version and date in their places
fill() {
    sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$date/" "$here/$1" >"$2"
}
cp "$here/tongsheng.desktop" "$tree/usr/share/applications/"
fill io.github.tongsheng.metainfo.xml "$tree/usr/share/metainfo/io.github.tongsheng.metainfo.xml"
fill tongsheng.1 "$tree/usr/share/man/man1/tongsheng.1"
gzip -9n "$tree/usr/share/man/man1/tongsheng.1"
icons=$tree/usr/share/icons/hicolor
for png in "$root"/build/bundle/icons/*.png; do
    size=$(basename "$png" .png)
    mkdir -p "$icons/${size}x$size/apps"
    cp "$png" "$icons/${size}x$size/apps/tongsheng.png"
done
mkdir -p "$icons/scalable/apps"
cp "$root/resources/icons/app.svg" "$icons/scalable/apps/tongsheng.svg"
cat >"$tree/usr/share/doc/tongsheng/copyright" <<END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Tongsheng

Files: *
Copyright: 2026 The Tongsheng project
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.

Files: /opt/tongsheng/_internal/*
Copyright: the authors of each part
License: various
 /opt/tongsheng/_internal/about/licences.txt names each part with its licence and
 holds all texts; /opt/tongsheng/_internal/about/sbom.cdx.json is the bill of
 materials.
END
cat >"$tree/usr/share/doc/tongsheng/changelog" <<END
tongsheng ($version) unstable; urgency=medium

  * See CHANGELOG.md of this version.

 -- The Tongsheng project <noreply@example.invalid>  $(date -uR -d "$date")
END
gzip -9n "$tree/usr/share/doc/tongsheng/changelog"
mkdir -p "$tree/usr/share/lintian/overrides"
cp "$here/lintian-overrides" "$tree/usr/share/lintian/overrides/tongsheng"

cat >"$tree/DEBIAN/control" <<END
Package: tongsheng
Version: $version
Architecture: $architecture
Maintainer: The Tongsheng project <noreply@example.invalid>
Installed-Size: $(du -sk --apparent-size "$tree" | cut -f1)
Depends: libc6 (>= $glibc), libgl1, libegl1, libxkbcommon0, libxkbcommon-x11-0, libdbus-1-3, libfontconfig1, libasound2
Recommends: libasound2-plugins, fonts-noto-cjk | fonts-wqy-microhei
Section: sound
Priority: optional
Description: hear, translate and caption speech on your own machine
 Someone speaks, and the window shows what was said and what it means in the
 other language: Mandarin and English first. Live captions, texts, documents and
 files. Everything happens on the machine itself; models are fetched when asked.
END
cp "$here/prerm" "$tree/DEBIAN/prerm"
chmod 755 "$tree/DEBIAN/prerm"
(cd "$tree" && find opt usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)

mkdir -p "$output"
dpkg-deb --root-owner-group -Zxz -z1 --build "$tree" "$output" >/dev/null
rm -rf "$tree"
package=$output/tongsheng_${version}_$architecture.deb
echo "$package: $(($(stat -c %s "$package") / 1000000)) MB"
