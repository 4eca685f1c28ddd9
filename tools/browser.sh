#!/bin/sh
# Finds a Chromium for the page's tests, installs Debian's where that is allowed, else says so.
for name in chromium chromium-browser google-chrome; do
	if command -v "$name" >/dev/null 2>&1; then
		exit 0
	fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing chromium for the page's tests (Debian's package)"
	if { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1; then
		exit 0
	fi
fi
echo "no Chromium on this machine: the tests of the page in a browser will be skipped"
