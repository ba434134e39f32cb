#!/bin/sh
# Installs the Debian packages Ringback uses, where we may; otherwise says what stays off. `--tests` adds the tests' own.
set -u
run="rtpengine-daemon espeak-ng nodejs npm python3-venv fonts-dejavu-core fonts-droid-fallback"
tests="sip-tester baresip postgresql chromium kannel kannel-extras dovecot-imapd wordpress php-cli php-mysql mariadb-server"
packages=$run
[ "${1:-}" = "--tests" ] && packages="$run $tests"

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
for package in $packages; do
  case $package in
    nodejs) have node ;;
    npm) have npm ;;
    rtpengine-daemon) have rtpengine ;;
    sip-tester) have sipp ;;
    kannel) [ -x /usr/sbin/bearerbox ] ;;
    kannel-extras) [ -x /usr/lib/kannel/test/fakesmsc ] ;;
    wordpress) [ -e /usr/share/wordpress/wp-load.php ] ;;
    php-cli) have php ;;
    php-mysql) php -m 2>/dev/null | grep -qi mysqli ;;
    mariadb-server) have mariadb-install-db ;;
    fonts-dejavu-core) [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] ;;
    fonts-droid-fallback) [ -e /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf ] ;;
    dovecot-imapd) [ -x /usr/lib/dovecot/imap ] ;;
    postgresql) have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    python3-venv) python3 -c "import venv, ensurepip" 2>/dev/null ;;
    *) have "$package" ;;
  esac || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! have apt-get; then
  echo "Not installed, and this is no Debian:$missing. 'ringback check' says what stays off." >&2
elif [ "$(id -u)" = 0 ]; then
  as_root=""
elif have sudo && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "Not installed, and not allowed to:$missing." >&2
  echo "Ask your administrator for: apt-get install --no-install-recommends$missing" >&2
fi
if [ -n "${as_root+set}" ]; then
  echo "Installing:$missing"
  # Services that packages bring along are not wanted: Ringback starts its own, on loopback.
  policy=/usr/sbin/policy-rc.d
  made=""
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null && $as_root chmod +x $policy && made=yes
  fi
  $as_root apt-get -qq update && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends $missing >/dev/null || echo "apt-get failed; going on without:$missing" >&2
  [ -n "$made" ] && $as_root rm -f $policy
fi
exit 0
