#!/bin/sh
# NOT RUN YET: no Mac was at hand.
# Builds Tongsheng.app and a disk image on a Mac with Apple silicon and macOS 14 or
# later: onnxruntime comes for no other:
#   sh packaging/macos/build.sh
# To sign and notarize, name a certificate and a notary profile (xcrun notarytool store-credentials):
#   TONGSHENG_CODESIGN_IDENTITY='Developer ID Application: …' TONGSHENG_NOTARY_PROFILE=… \
#       sh packaging/macos/build.sh
# Without them, the app is signed for this machine alone.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root"
[ "$(uname -m)" = arm64 ] || {
    echo 'build.sh: some of the locked packages come for Apple silicon alone' >&2
    exit 1
}
sh packaging/bundle.sh
app=dist/Tongsheng.app
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' app/__init__.py)
identity=${TONGSHENG_CODESIGN_IDENTITY:--}

# From the inside out, with the hardened runtime, which notarization demands. PyInstaller has signed
# each library; the whole is sealed here. An ad hoc signature takes no timestamp.
timestamp=--timestamp
[ "$identity" != - ] || timestamp=--timestamp=none
codesign --force --deep "$timestamp" --options runtime \
    --entitlements packaging/macos/entitlements.plist --sign "$identity" "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/tongsheng" --self-test=window

image=dist/Tongsheng-$version-$(uname -m).dmg
stage=build/dmg
rm -rf "$stage" "$image"
mkdir -p "$stage"
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -volname "Tongsheng $version" -srcfolder "$stage" -fs HFS+ -format UDZO "$image"

if [ -n "${TONGSHENG_NOTARY_PROFILE:-}" ]; then
    codesign --force --timestamp --sign "$identity" "$image"
    xcrun notarytool submit "$image" --keychain-profile "$TONGSHENG_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
