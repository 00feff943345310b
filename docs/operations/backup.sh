#!/bin/sh
# Back up a data folder: backup.sh DATA_FOLDER BACKUP_FOLDER
#
# It holds the lock of the runs while it copies, so the copy is of one moment: ledger, releases and link agree. A run
# that starts meanwhile ends with 75 and is made up for by the next one; a run at work is waited for, an hour at most.
# Left out: what a run makes again by itself (staged, state/work, state/tmp).
# The archive holds what respondents answered. Keep it as private as the data folder, and encrypt it before it leaves
# the house.
set -eu
umask 077
data=$1
into=$2
mkdir -p "$into" "$data/state"
name="kepuasan-$(date -u +%Y%m%dT%H%M%SZ).tar.gz"
trap 'rm -f "$into/.$name"' EXIT # half an archive is none, and one more every night would fill the disk
flock --exclusive --wait 3600 "$data/state/run.lock" \
    tar --create --gzip --file "$into/.$name" --directory "$data" \
    --exclude=./staged --exclude=./state/work --exclude=./state/tmp .
gzip --test "$into/.$name"
mv "$into/.$name" "$into/$name"
( cd "$into" && sha256sum "$name" > "$name.sha256" )
echo "$into/$name"
