#!/usr/bin/env bash
# Make sure that a Chromium and a Chinese font are there for the journeys; install Debian's where we may.
set -euo pipefail

have_browser() { [ -n "${TIDU_BROWSER:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
have_font() { [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]; }

missing=()
have_browser >/dev/null || missing+=(chromium)
have_font || missing+=(fontconfig fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "The journeys need a browser and a Chinese font. Missing: ${missing[*]}." >&2
    echo "Install Chromium and Noto Sans CJK (on Debian: sudo apt-get install ${missing[*]})," >&2
    echo "or name another Chromium in TIDU_BROWSER." >&2
    exit 1
fi
echo "installing ${missing[*]} (once, a minute or two) ..."
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
