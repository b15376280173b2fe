#!/usr/bin/env bash
# Installs Faxpost from a build: deploy/install.sh BINARIES. `make install` builds and calls this.
#
#     PREFIX     /usr/local by default: stages in PREFIX/lib/faxpost, faxctl and linesim in PREFIX/bin
#     DESTDIR    a folder that stands for / (to make a package of); users and folders are then made by whoever unpacks it
#
# Configuration goes to /etc, once: what is there is never overwritten. The files as shipped are always in
# PREFIX/share/doc/faxpost, to compare with. Nothing is started.
set -euo pipefail
umask 022

binaries=$(cd "${1:?the folder of the built programs}" && pwd)
prefix=${PREFIX:-/usr/local}
root=${DESTDIR:+$(mkdir -p "$DESTDIR" && cd "$DESTDIR" && pwd)}
cd "$(dirname "${BASH_SOURCE[0]}")"
library=$prefix/lib/faxpost
documents=$prefix/share/doc/faxpost
configuration=/etc/faxpost/faxpost.yaml

if [[ -z $root && $EUID -ne 0 ]]; then
    echo "install: this makes a user and writes to /etc: run it as root, or give DESTDIR" >&2
    exit 1
fi

# Copies a file with its @WORDS@ filled in.
fill() {
    local target=$root$2
    mkdir -p "$(dirname "$target")"
    sed -e "s|@LIBDIR@|$library|g" -e "s|@CONFIG@|$configuration|g" -e "s|/usr/share/doc/faxpost|$documents|g" \
        "$1" >"$target.new"
    mv -f "$target.new" "$target"
}

# The same, for files that belong to the operator once they are there.
fill_once() {
    if [[ -e $root$2 ]]; then
        echo "install: $2 is there and stays as it is; the new one is in $documents"
    else
        fill "$1" "$2"
    fi
}

# Programs: put beside the old ones and renamed, so that running ones are not disturbed.
place() {
    install -D -m 755 "$binaries/$1" "$root$2/$1.new"
    mv -f "$root$2/$1.new" "$root$2/$1"
}
for program in spool ingest enrich render faxout deliver dirsync; do
    place "$program" "$library"
done
for program in faxctl linesim; do
    place "$program" "$prefix/bin"
done

if [[ -z $root ]]; then
    if ! getent passwd faxpost >/dev/null; then
        useradd --system --user-group --home-dir /var/spool/faxpost --no-create-home --shell /usr/sbin/nologin faxpost
    fi
    ! getent group dialout >/dev/null || usermod --append --groups dialout faxpost
    install -d -o faxpost -g faxpost -m 700 /var/spool/faxpost /var/cache/faxpost
    # The supervisor opens the logs as root: nobody else may put a link where a log belongs.
    install -d -o root -g faxpost -m 750 /var/log/faxpost
    install -d -o faxpost -g faxpost -m 750 /run/faxpost
fi

fill faxpost.yaml "$documents/faxpost.yaml"
fill supervisor/faxpost.conf "$documents/supervisor.conf"
for document in ../README.md ../CONTRIBUTING.md ../SECURITY.md ../docs/*.md; do
    # Installed, they lie beside each other.
    sed -e 's#](docs/#](#g' -e 's#](deploy/#](#g' -e 's#](\.\./#](#g' "$document" >"$root$documents/$(basename "$document")"
done
install -m 644 ../LICENSE packages.txt "$root$documents"
install -D -t "$root$documents/postfix" -m 644 postfix/main.cf postfix/transport
for cover in covers/*/*; do
    install -D -m 644 "$cover" "$root$documents/$cover"
done
install -D -t "$root$documents/templates" -m 644 templates/*
fill tmpfiles.conf "$prefix/lib/tmpfiles.d/faxpost.conf"
for unit in systemd/*; do
    fill "$unit" "$prefix/lib/systemd/system/$(basename "$unit")"
done
fill_once faxpost.yaml "$configuration"
if [[ -z $root && ! -e /etc/faxpost/secrets.key ]]; then
    "$prefix/bin/faxctl" key make /etc/faxpost/secrets.key >/dev/null
    chown root:faxpost /etc/faxpost/secrets.key
fi

if ! grep -q '^secrets:' "$root$configuration"; then
    cat <<TEXT
install: $configuration names no key for passwords (X-Fax-Password): mails with one are refused. To take them, add these two lines:

secrets:
  key-file: /etc/faxpost/secrets.key

TEXT
fi

if [[ -n $root ]]; then
    cat <<TEXT
Faxpost is in $root, to make a package of. The package has to make the user faxpost (in group dialout) with /var/spool/faxpost
and /var/cache/faxpost (faxpost, 700), /var/log/faxpost (root:faxpost, 750) and /run/faxpost (faxpost, 750), and, once, the key of
section secrets: faxctl key make /etc/faxpost/secrets.key (root:faxpost, 640).
TEXT
    exit 0
fi
cat <<TEXT
Faxpost is installed in $library and $prefix/bin. Nothing has been started.

  1. Look through $configuration (ingest.domains, directory or people, faxout.lines, deliver.smarthost); faxctl config
  2. Have it run, by one of the two:
       supervisor   cp $documents/supervisor.conf /etc/supervisor/conf.d/faxpost.conf && supervisorctl update
       systemd      systemctl daemon-reload && systemctl enable --now faxpost.target
  3. Let people use faxctl: adduser NAME faxpost
TEXT
