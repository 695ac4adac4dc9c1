//! `cargo xtask check`: format, lints, and the rules of this repository that no compiler knows.

mod arrows;
mod config;
mod length;
mod machine_paths;
mod markup;
mod pure;
mod recipes;
mod source;
mod unfinished;
mod vendors;
mod waiting;

use crate::command::run;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::Workspace;
use anyhow::Result;
use source::Source;
use std::path::PathBuf;
use std::process::Command;

/// A place that breaks a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Below the root.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub advice: String,
}

/// A rule over the sources.
struct Rule {
    name: &'static str,
    find: fn(&[Source]) -> Vec<Finding>,
}

const RULES: &[Rule] = &[
    Rule {
        name: "modules depend only downwards",
        find: arrows::find,
    },
    Rule {
        name: "pure modules know no browser, clock or chance",
        find: pure::find,
    },
    Rule {
        name: "vendor words stay in their transport folder",
        find: vendors::find,
    },
    Rule {
        name: "no file is too long",
        find: length::find,
    },
    Rule {
        name: "no HTML sinks, inline styles or browser dialogs",
        find: markup::find,
    },
    Rule {
        name: "nothing is left unfinished",
        find: unfinished::find,
    },
    Rule {
        name: "tests wait for conditions, not for time",
        find: waiting::find,
    },
    Rule {
        name: "no path of one machine",
        find: machine_paths::find,
    },
    Rule {
        name: "documents show the code that the tests run",
        find: recipes::find,
    },
];

/// The commands that count as one rule each.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "sources are formatted (`cargo fmt --all` does it)",
        &["fmt", "--all", "--check", "--", "--files-with-diff"],
    ),
    (
        "no lint on the host",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "no lint in the browser",
        &[
            "clippy",
            "--package",
            "session-chat",
            "--package",
            "session-chat-desk",
            "--lib",
            "--target",
            "wasm32-unknown-unknown",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "no lint without the window",
        &[
            "clippy",
            "--package",
            "session-chat",
            "--lib",
            "--target",
            "wasm32-unknown-unknown",
            "--no-default-features",
            "--features",
            "headless,local,salesforce,custom",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
    (
        "no lint in the tests that run in a browser",
        &[
            "clippy",
            "--package",
            "session-chat",
            "--test",
            "web",
            "--target",
            "wasm32-unknown-unknown",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ),
];

/// Runs every rule, prints what breaks it, and counts the rules.
pub fn check(workspace: &Workspace, progress: &Progress) -> Result<Tally> {
    crate::machine::rust_components(progress)?;
    crate::machine::wasm_target(progress)?;
    let mut tally = rules(workspace)?;
    for (name, arguments) in COMMANDS {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&workspace.root).args(*arguments);
        let result = progress.step(&format!("checking: {name}"), || run(&mut cargo));
        match &result {
            Ok(()) => println!("ok     {name}"),
            Err(error) => println!("FAILED {name}: {error:#}"),
        }
        tally += Tally::one(result.is_ok());
    }
    Ok(tally)
}

/// The rules that need no compiler.
fn rules(workspace: &Workspace) -> Result<Tally> {
    let sources = source::all(&workspace.root)?;
    let mut tally = Tally::default();
    for rule in RULES {
        let findings = (rule.find)(&sources);
        if findings.is_empty() {
            println!("ok     {}", rule.name);
        } else {
            println!("FAILED {}", rule.name);
        }
        for finding in &findings {
            println!(
                "       {}:{}: {}",
                finding.file.display(),
                finding.line,
                finding.advice
            );
        }
        tally += Tally::one(findings.is_empty());
    }
    Ok(tally)
}
