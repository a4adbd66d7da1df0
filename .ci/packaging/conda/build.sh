#!/usr/bin/env bash
set -euo pipefail
cmake -G Ninja -S "$SRC_DIR" -B build-conda ${CMAKE_ARGS:-} -DCMAKE_BUILD_TYPE=Release \
    -DLANTIAN_TESTS=OFF -DLANTIAN_BENCHMARKS=OFF -DCMAKE_INSTALL_PREFIX="$PREFIX"
cmake --build build-conda
cmake --install build-conda
