//! Runs a wasm test binary in a headless browser.
//!
//! It is wasm-bindgen's own runner, linked from the library of its command line, because runner
//! and generated code must be of one version and Cargo.lock is the one place that names it.

fn main() -> anyhow::Result<()> {
    env_logger::init();
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
