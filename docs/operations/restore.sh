#!/bin/sh
# Restore a backup into an empty folder: restore.sh ARCHIVE FOLDER
#
# It never writes over a folder that is in use. Check what it restored with `kepuasan verify`, then move it into place.
set -eu
umask 077
archive=$1
folder=$2
( cd "$(dirname "$archive")" && sha256sum --check --quiet "$(basename "$archive").sha256" )
mkdir -p "$folder"
if [ -n "$(ls -A "$folder")" ]; then
    echo "restore.sh: $folder: found files in it, expected an empty folder. Name another one." >&2
    exit 2
fi
tar --extract --gzip --preserve-permissions --file "$archive" --directory "$folder"
