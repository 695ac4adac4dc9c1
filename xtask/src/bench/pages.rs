//! The pages of the widget that the bench measures, with the released files beside them.

use crate::progress::Progress;
use crate::release;
use crate::workspace::{Workspace, files_below, fresh, read_bytes, write};
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// The widget, open from the start: what peers are compared with.
pub(super) const OPEN: &str = "session-chat";

/// The widget behind its launcher.
pub(super) const CLOSED: &str = "session-chat-closed";

/// What each page is made of, by its name: a folder below `tests/pages`, and single files.
const MADE_OF: &[(&str, &str, &[&str])] = &[
    (OPEN, "bench", &["widget/scripted-desk.js"]),
    (CLOSED, "bench_closed", &[]),
];

/// A folder of the bench below cargo's.
pub(super) fn below(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.target.join("bench").join(name)
}

/// The pages as the bench wants them named, from its own folder beside theirs: blanks part them, so
/// that a path from the root of the disk must not be in there.
pub(super) fn named() -> String {
    let named = MADE_OF
        .iter()
        .map(|(name, ..)| format!("{name}=../pages/{name}"));
    named.collect::<Vec<_>>().join(" ")
}

/// Builds the release and lays out the pages, each in a folder that needs nothing from outside.
pub(super) fn lay_out(workspace: &Workspace, progress: &Progress) -> Result<()> {
    let _alone = workspace.lock()?;
    let dist = release::dist(workspace, progress)?;
    let released = release::served(&dist)?;
    let sources = workspace.path("tests/pages");
    for (name, source, singles) in MADE_OF {
        let folder = below(workspace, "pages").join(name);
        fresh(&folder)?;
        for file in files_below(&sources.join(source))? {
            copy(&file, &folder)?;
        }
        for file in *singles {
            copy(&sources.join(file), &folder)?;
        }
        for file in &released {
            copy(&dist.join(file), &folder)?;
        }
    }
    Ok(())
}

fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file of a page has a name")?;
    write(&folder.join(name), read_bytes(file)?)
}
