//! Smaller files with the same meaning: short names, wasm-opt and esbuild.

use super::names;
use crate::command::run;
use crate::module::{Built, hex};
use crate::progress::Progress;
use crate::workspace::{Workspace, fresh, read, read_bytes, write};
use anyhow::{Context as _, Result, bail};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The passes, and the features that rustc emits by default; the optimiser refuses what is not
/// named. A control flow that was taken apart first compresses better, by about 0.5 %, and by as
/// much again the second time. Nothing is kept in the first kilobyte of the memory, where the
/// linker puts the far end of the stack, so that an addition to an address can always go into the
/// load: another 0.5 %.
const WASM_OPT: &[&str] = &[
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// Optimises the wasm of a module, unless it is that of the last time, and shortens the names that
/// it shares with its glue.
pub fn wasm(workspace: &Workspace, progress: &Progress, built: &Built) -> Result<Built> {
    let folder = workspace.target.join("optimised").join(built.wasm_name());
    let small = built.moved(&folder);
    let mut digest = Sha256::new();
    digest.update(read_bytes(&built.wasm)?);
    digest.update(read_bytes(&built.glue)?);
    let late = built
        .late
        .as_ref()
        .map(|late| read_bytes(late))
        .transpose()?;
    digest.update(late.as_deref().unwrap_or_default());
    digest.update(include_bytes!("names.rs"));
    digest.update(include_bytes!("blank.rs"));
    digest.update(WASM_OPT.join(" "));
    digest.update(read(&workspace.path("xtask/npm/package-lock.json"))?);
    let input = hex(&digest.finalize());
    let stamp = folder.join("made-from");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == input) {
        return Ok(small);
    }
    progress.step(&format!("wasm-opt -Oz {}", built.wasm_name()), || {
        fresh(&folder)?;
        let glue = read(&built.glue)?;
        let named = names::shorten(&glue, &read_bytes(&built.wasm)?, late.as_deref())?;
        write(&small.glue, named.glue)?;
        let halves = [
            Some((named.wasm, &small.wasm)),
            named.late.zip(small.late.as_ref()),
        ];
        for (wasm, out) in halves.into_iter().flatten() {
            let renamed = folder.join("renamed.wasm");
            write(&renamed, wasm)?;
            run(Command::new("node")
                .arg(workspace.npm().join("node_modules/binaryen/bin/wasm-opt"))
                .args(WASM_OPT)
                .arg(&renamed)
                .arg("-o")
                .arg(out))?;
        }
        Ok(())
    })?;
    write(&stamp, input)?;
    Ok(small)
}

/// Removes what only readers need from a script.
pub fn minify(workspace: &Workspace, source: &str) -> Result<Vec<u8>> {
    // npm's `bin` link leads to a native program where the install ran without scripts.
    let esbuild = workspace.npm().join("node_modules/.bin/esbuild");
    let mut child = Command::new(&esbuild)
        .args(["--minify", "--target=es2022", "--legal-comments=none"])
        .args(["--charset=utf8", "--loader=js", "--log-level=warning"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", esbuild.display()))?;
    let mut stdin = child.stdin.take().context("esbuild reads its input")?;
    let source = source.to_owned();
    // On a thread of its own: a full pipe in one direction must not stop the other.
    let writer = std::thread::spawn(move || stdin.write_all(source.as_bytes()));
    let output = child.wait_with_output().context("waiting for esbuild")?;
    let written = writer.join().is_ok_and(|result| result.is_ok());
    if !output.status.success() || !written {
        bail!("esbuild could not minify a script (see above)");
    }
    Ok(output.stdout)
}
