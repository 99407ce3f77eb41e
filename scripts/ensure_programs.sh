#!/usr/bin/env bash
# Make sure that the foreign programs which tests run are there; install Debian's where we may, all in one go.
#
# Usage: ensure_programs.sh browser [office]. The journeys cannot do without a browser and a Chinese font. Without an
# office the tests that open our files with LibreOffice are skipped, and say so.
set -euo pipefail

have_browser() {
    [ -n "${TIDU_BROWSER:-}" ] || command -v chromium-headless-shell || command -v chromium ||
        command -v chromium-browser || command -v google-chrome
}
have_font() { [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]; }
have_office() {
    local program
    program=$(command -v soffice) || return 1
    local folder
    folder=$(dirname "$(readlink -f "$program")")
    [ -e "$folder/libsclo.so" ] && [ -e "$folder/libswlo.so" ]
}

needed=() wanted=()
for name in "$@"; do
    case "$name" in
        browser)
            have_browser >/dev/null || needed+=(chromium-headless-shell)
            have_font || needed+=(fontconfig fonts-noto-cjk)
            ;;
        office) have_office || wanted+=(libreoffice-calc-nogui libreoffice-writer-nogui) ;;
        *) echo "no program is known as: $name" >&2; exit 2 ;;
    esac
done
missing=("${needed[@]}" "${wanted[@]}")
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    if [ ${#wanted[@]} -ne 0 ]; then
        echo "Tests that open our files with LibreOffice will be skipped. Missing: ${wanted[*]}." >&2
    fi
    if [ ${#needed[@]} -ne 0 ]; then
        echo "The journeys need a browser and a Chinese font. Missing: ${needed[*]}." >&2
    fi
    echo "On Debian: sudo apt-get install ${missing[*]}" >&2
    [ ${#needed[@]} -eq 0 ] && exit 0
    echo "Elsewhere install Chromium and Noto Sans CJK, or name another Chromium in TIDU_BROWSER." >&2
    exit 1
fi
echo "installing ${missing[*]} (once, a minute or two) ..."
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# The shell is Chromium without its windows: the same pages in three quarters of the time. Older releases lack it.
[ -n "$(apt-cache policy chromium-headless-shell 2>/dev/null)" ] || missing=("${missing[@]/chromium-headless-shell/chromium}")
apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
