#!/usr/bin/env bash
# Passes all tests on a fresh machine that has Rust and a C compiler. Run it from anywhere.
set -euo pipefail
cd "$(dirname "$0")"

step() { printf '\n== %s\n' "$1"; }

# The formatter and the linter come with most Rust installs; where they do not, get them.
cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
cargo clippy --version >/dev/null 2>&1 || rustup component add clippy

# Where nothing was built before, what only a second build or a debugger would use costs more than it gives.
[ -d "${CARGO_TARGET_DIR:-target}" ] || export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0

step "format"
cargo fmt --all -- --check

step "lint"
cargo clippy --locked --workspace --all-targets -- -D warnings

step "tests"
# All is built at once, the program too: building it alone would mean building most of it a second time.
# Two thousand simulated years; a run by hand lives forty.
export NAZORG_YEARS=2000
export NAZORG_PROGRAM="${CARGO_TARGET_DIR:-$PWD/target}/debug/nazorg"
cargo test --locked --workspace

step "hostile input, a minute"
# libFuzzer is C++. Where no compiler for it stands, the package client of the machine brings it.
command -v c++ >/dev/null || { apt-get update -qq && apt-get install -y -qq g++; }
fuzz/run.sh 20
