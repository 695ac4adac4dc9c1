//! The bench that lies beside this repository: a copy of it with its packages, and running that.

use super::RUNS;
use super::pages;
use crate::command::{capture, line};
use crate::progress::Progress;
use crate::release::integrity;
use crate::workspace::{Workspace, files_below, fresh, read_bytes, write};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The script that the bench lacks.
const CLICK: &str = include_str!("click.mjs");

/// Where the copy says what it is a copy of, once it is complete.
const STAMP: &str = "copied-and-installed";

/// What somebody's own use of the bench leaves in its folder.
const LEFTOVERS: &[&str] = &["node_modules", "results"];

/// Peers that take minutes of processor time for what is heavy.
const SLOW: &[&str] = &["deep-chat", "botframework-webchat"];

/// One call of the bench.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    what: &'static str,
    options: &'static [&'static str],
    is_heavy: bool,
}

impl Job {
    pub(super) const fn new(what: &'static str, options: &'static [&'static str]) -> Self {
        Self {
            what,
            options,
            is_heavy: false,
        }
    }

    /// The same, but not for peers that would take minutes.
    pub(super) const fn heavy(self) -> Self {
        Self {
            is_heavy: true,
            ..self
        }
    }

    /// Whether a peer is measured by it.
    pub(super) fn suits(&self, peer: &str) -> bool {
        !(self.is_heavy && SLOW.contains(&peer))
    }
}

/// A copy of the bench that can be run.
#[derive(Clone, Debug)]
pub(super) struct Harness {
    folder: PathBuf,
}

impl Harness {
    /// Copies the bench from the folder `from` and installs its packages in the copy, unless a
    /// copy of just that is there. Refuses a peer that the bench does not have.
    pub(super) fn copy(
        workspace: &Workspace,
        progress: &Progress,
        from: &Path,
        peers: &[String],
    ) -> Result<Self> {
        if !from.join("run.mjs").is_file() {
            bail!(
                "there is no bench in {}: say where it lies with --bench FOLDER",
                from.display()
            );
        }
        for peer in peers {
            if !from.join("pages").join(peer).is_dir() {
                bail!("the bench has no peer {peer}: its folder pages/ names them");
            }
        }
        let folder = pages::below(workspace, "harness");
        let files: Vec<PathBuf> = files_below(from)?
            .into_iter()
            .filter(|file| !is_leftover(file.strip_prefix(from).unwrap_or(file)))
            .collect();
        let stamp = stamp(from, &files)?;
        if fs::read_to_string(folder.join(STAMP)).is_ok_and(|there| there == stamp) {
            write(&folder.join("click.mjs"), CLICK)?;
            return Ok(Self { folder });
        }
        fresh(&folder)?;
        for file in &files {
            write(
                &folder.join(file.strip_prefix(from).unwrap_or(file)),
                read_bytes(file)?,
            )?;
        }
        progress.say("npm install: the program that drives the bench's browser, and the peers");
        let mut setup = Command::new("bash");
        setup.arg("setup.sh").current_dir(&folder);
        let ran = capture(&mut setup)?;
        if !ran.ok {
            bail!("`{}` failed:\n{}", line(&setup), ran.output);
        }
        write(&folder.join("click.mjs"), CLICK)?;
        write(&folder.join(STAMP), stamp)?;
        Ok(Self { folder })
    }

    /// Where the figures are, a file for each page.
    pub(super) fn results(&self) -> PathBuf {
        self.folder.join("results")
    }

    /// Figures of an earlier run must not pass for those of this one.
    pub(super) fn forget_results(&self) -> Result<()> {
        fresh(&self.results())
    }

    /// Does one job for one page.
    pub(super) fn run(&self, progress: &Progress, job: &Job, page: &str) -> Result<()> {
        let mut node = self.node("run.mjs");
        node.arg(job.what)
            .args(job.options)
            .arg(format!("--batchRuns={RUNS}"));
        let said = [&[job.what], job.options].concat().join(" ");
        finish(progress, node, page, &said)
    }

    /// Clicks on the launcher of a page and measures until it can be typed.
    pub(super) fn click(&self, progress: &Progress, page: &str) -> Result<()> {
        finish(progress, self.node("click.mjs"), page, "click")
    }

    fn node(&self, script: &str) -> Command {
        let mut node = Command::new("node");
        node.arg(script)
            .arg(format!("--runs={RUNS}"))
            .current_dir(&self.folder)
            .env("BENCH_PAGES", pages::named());
        if let Some(chromium) = crate::machine::program("chromium") {
            node.env("CHROMIUM", chromium);
        }
        node
    }
}

/// Runs a script silently: its figures are read from its files. The bench also ends well when
/// a page did not work, and says so in a line.
fn finish(progress: &Progress, mut node: Command, page: &str, job: &str) -> Result<()> {
    node.arg(page);
    let ran = progress.step(&format!("{page}: {job}"), || capture(&mut node))?;
    let broken = ran.output.lines().find(|line| is_complaint(line));
    if let Some(complaint) = broken {
        bail!("{page} did not get through {job}: {complaint}");
    }
    if !ran.ok {
        bail!("`{}` failed:\n{}", line(&node), ran.output);
    }
    Ok(())
}

fn is_complaint(line: &str) -> bool {
    line.contains(" FAILED ") || line.contains("_error {")
}

fn is_leftover(path: &Path) -> bool {
    path.iter()
        .any(|part| LEFTOVERS.iter().any(|leftover| part == *leftover))
}

/// What changes when any file of the bench does.
fn stamp(from: &Path, files: &[PathBuf]) -> Result<String> {
    let mut all = Vec::new();
    for file in files {
        let name = file.strip_prefix(from).context("a file of the bench")?;
        all.extend_from_slice(name.to_string_lossy().as_bytes());
        all.extend_from_slice(integrity(&read_bytes(file)?).as_bytes());
    }
    Ok(integrity(&all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_did_not_work_is_noticed() {
        assert!(is_complaint("floor FAILED Error: timeout"));
        assert!(is_complaint(
            "floor batch5000_error {\"error\":\"timeout\"}"
        ));
        assert!(!is_complaint("floor batch5000 {\"task_ms\":12}"));
    }

    #[test]
    fn what_is_heavy_is_not_for_slow_peers() {
        let job = Job::new("batch", &[]);
        assert!(job.suits("deep-chat"));
        assert!(!job.heavy().suits("deep-chat"));
        assert!(job.heavy().suits("floor"));
    }

    #[test]
    fn a_changed_bench_has_another_stamp_and_its_leftovers_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.mjs");
        fs::write(&file, "one").unwrap();
        let one = stamp(folder.path(), std::slice::from_ref(&file)).unwrap();
        fs::write(&file, "two").unwrap();
        assert_ne!(one, stamp(folder.path(), &[file]).unwrap());
        assert!(is_leftover(Path::new("node_modules/a/b.js")));
        assert!(!is_leftover(Path::new("pages/floor/page.js")));
    }
}
