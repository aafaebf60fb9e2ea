# Every command of a contributor, one line each. Optional: `cargo install just`, then `just <name>`.

# Open the demonstration floor at http://127.0.0.1:8080
demo:
    cargo run --release -- demo

# The same in a development build
dev:
    cargo run -- demo

# Every check, as the gate runs it
test:
    tests/run

# The quick checks while writing
check:
    cargo fmt --all --check && cargo clippy --workspace --all-targets -- -D warnings

# The bench: ratios to a bare axum server in the same run
bench:
    cargo run --release -p floor-bench
