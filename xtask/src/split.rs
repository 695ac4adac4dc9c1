//! One wasm in two halves: what most visitors need at once, and what is loaded once it is needed.
//!
//! The halves meet at the symbols of `src/split.rs`. What only the late one reaches, functions
//! and texts, goes with it; it takes memory, table and globals from the first.

use crate::workspace::fresh;
use anyhow::{Context as _, Result, anyhow, bail};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, SplitWasm, transform};

/// Splits `wasm`, linked with its relocations, in `folder`: moves the late half to `late` and
/// returns the first.
pub fn split(wasm: &Path, folder: &Path, late: &Path) -> Result<PathBuf> {
    fresh(folder)?;
    let bytes = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let first = folder.join("first.wasm");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &first;
    let SplitWasm { split_modules, .. } =
        transform(options).map_err(|error| anyhow!("splitting {}: {error:#}", wasm.display()))?;
    let [half] = split_modules.as_slice() else {
        bail!(
            "{} came apart into {} late parts: all doors of src/split.rs must lead to one",
            wasm.display(),
            split_modules.len()
        );
    };
    fs::rename(half, late).with_context(|| format!("moving {}", half.display()))?;
    Ok(first)
}
