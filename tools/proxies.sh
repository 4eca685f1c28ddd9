#!/bin/sh
# Finds nginx and Caddy for the tests of docs/own-network, installs Debian's where that does no
# harm (root in a container: on a machine with services of its own they would come up at the next
# start), else says so. Their services are not started.
if command -v nginx >/dev/null 2>&1 && command -v caddy >/dev/null 2>&1; then
	exit 0
fi
policy=/usr/sbin/policy-rc.d
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 &&
	[ ! -d /run/systemd/system ]; then
	echo "installing nginx and Caddy for the tests of the proxies (Debian's packages)"
	export DEBIAN_FRONTEND=noninteractive
	# One that is there already is the machine's own word on what may start.
	if [ ! -e "$policy" ]; then
		trap 'rm -f "$policy"' EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
	fi
	if { apt-get update -qq && apt-get install -y -qq --no-install-recommends nginx-light caddy; } >/dev/null 2>&1; then
		exit 0
	fi
fi
echo "nginx or Caddy is not on this machine: their tests will be skipped"
