#!/bin/sh
# NOT RUN YET: appimagetool and its runtime were not to be had where this was written.
# Makes an AppImage out of a bundle; needs appimagetool on PATH.
#   sh packaging/linux/appimage.sh [BUNDLE] [OUTPUT]   dist/tongsheng and dist by default
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)
bundle=${1:-$root/dist/tongsheng}
output=${2:-$root/dist}

[ -x "$bundle/tongsheng" ] || {
    echo "appimage.sh: $bundle holds no bundle; run: sh packaging/bundle.sh" >&2
    exit 1
}
[ -e "$root/build/bundle/icons/256.png" ] || {
    echo 'appimage.sh: the icons are not drawn; run: sh packaging/bundle.sh' >&2
    exit 1
}
command -v appimagetool >/dev/null || {
    echo 'appimage.sh: appimagetool is not on PATH' >&2
    exit 1
}
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/app/__init__.py")
date=$(sed -n 's/.*"source_date": "\(.*\)".*/\1/p' "$bundle/_internal/about/build.json")
tree=$root/build/appimage/Tongsheng.AppDir
rm -rf "$tree"
mkdir -p "$tree/usr/bin" "$tree/usr/share/metainfo" "$tree/usr/share/applications" \
    "$tree/usr/share/icons/hicolor/256x256/apps"
cp -a "$bundle/." "$tree/usr/bin/"
cp "$here/tongsheng.desktop" "$tree/"
cp "$here/tongsheng.desktop" "$tree/usr/share/applications/"
cp "$root/build/bundle/icons/256.png" "$tree/tongsheng.png"
cp "$root/build/bundle/icons/256.png" "$tree/usr/share/icons/hicolor/256x256/apps/tongsheng.png"
sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$date/" "$here/io.github.tongsheng.metainfo.xml" \
    >"$tree/usr/share/metainfo/io.github.tongsheng.metainfo.xml"
cat >"$tree/AppRun" <<'END'
#!/bin/sh
exec "$(dirname -- "$(readlink -f "$0")")/usr/bin/tongsheng" "$@"
END
chmod 755 "$tree/AppRun"
mkdir -p "$output"
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s) ARCH=$(uname -m) \
    appimagetool "$tree" "$output/Tongsheng-$version-$(uname -m).AppImage"
"$output/Tongsheng-$version-$(uname -m).AppImage" --appimage-extract-and-run --self-test=window
