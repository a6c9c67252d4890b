#!/bin/sh
# Writes what Go's type checker knows of the article's packages beside this script. Needs a Go toolchain (1.24 or later)
# on the PATH; the tests and archviz itself need none. Any tree of Kubernetes 1.20.2 with vendor/ will do.
#
#   sh tests/accuracy/make_facts.sh TREE
set -eu
tree=$(cd "$1" && pwd)
cd "$(dirname "$0")"
facts=$(mktemp)
trap 'rm -f "$facts"' EXIT
(cd typecheck && CGO_ENABLED=0 go run . -tree "$tree" $(cat ../kubernetes-1.20.2.packages)) >"$facts"
gzip -9nc "$facts" >kubernetes-1.20.2.jsonl.gz
