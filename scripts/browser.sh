#!/bin/sh
# Installs Debian's chromium for the browser tests where that can be done; else the tests are skipped aloud.
set -eu
if command -v chromium >/dev/null 2>&1; then echo "chromium is here"; exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    if apt-get -qq update >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium fonts-noto-core >/dev/null 2>&1; then
        echo "chromium installed"
        exit 0
    fi
fi
echo "SKIPPED ALOUD: no chromium, so the browser tests do not run. On Debian: apt-get install chromium fonts-noto-core"
