#!/bin/sh
# Feeds hostile input to the readers of the engine: fuzz/run.sh [SECONDS for each target]
# On stable Rust: the coverage that libFuzzer needs comes from LLVM's own pass.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS="-C passes=sancov-module -C llvm-args=-sanitizer-coverage-level=3 \
 -C llvm-args=-sanitizer-coverage-inline-8bit-counters -C llvm-args=-sanitizer-coverage-pc-table \
 -C llvm-args=-sanitizer-coverage-trace-compares -C codegen-units=1"
# With a target of its own, build scripts are left alone.
cargo build --quiet --release --locked --target "$host"
seeds() { # what we ship is where the fuzzer starts from
  mkdir -p "corpus/$1" "seeds/$1"
  case $1 in
    yaml) find ../processes -name '*.yaml' -size -16k -exec cp {} seeds/yaml/ \; ;;
    template) find ../templates -name '*.md' -exec cp {} seeds/template/ \; ;;
    expression)
      grep -rhoE '(if|derive|done_if): ("[^"]*"|[^,}]*)' ../processes | sed 's/^[a-z_]*: //; s/"//g' | sort -u |
        awk '{ print > ("seeds/expression/" NR) }' ;;
  esac
}
for target in yaml expression template; do
  echo "== $target"
  seeds "$target"
  log=found-$target.log
  if ! "target/$host/release/$target" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=3000 -max_len=8192 \
    -dict="$target.dict" -print_final_stats=1 -artifact_prefix="found-$target-" "corpus/$target" "seeds/$target" >"$log" 2>&1; then
    tail -40 "$log"
    echo "$target: something was found; the input stands in fuzz/found-$target-*"
    exit 1
  fi
  grep '^stat::' "$log"
done
