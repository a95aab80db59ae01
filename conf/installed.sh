#!/bin/sh
# After `make install` on the machine itself: the user, the folders and systemd's list of units. installed.sh PREFIX
set -eu
if ! command -v systemd-sysusers >/dev/null 2>&1; then
	echo "No systemd here: make the user etalase and the folders of $1/lib/tmpfiles.d/etalase.conf yourself."
	exit 0
fi
systemd-sysusers "$1/lib/sysusers.d/etalase.conf"
systemd-tmpfiles --create "$1/lib/tmpfiles.d/etalase.conf"
[ ! -d /run/systemd/system ] || systemctl daemon-reload
