//! The TypeScript types, tried on programs that must compile and on calls that must not.

use crate::command::capture;
use crate::machine::npm_packages;
use crate::progress::Progress;
use crate::tally::Tally;
use crate::workspace::{Workspace, files_below, write};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::process::Command;

/// The types, each with the name by which they are imported.
const TYPES: &[(&str, &str)] = &[
    ("session-chat", "src/api/types.d.ts"),
    ("session-chat/headless", "src/api/headless.d.ts"),
    ("session-chat/bridge", "src/api/bridge.d.ts"),
    ("session-chat/conformance", "src/api/conformance.d.ts"),
];

/// Compiles each file of `tests/types` against [`TYPES`]. A call that must not compile is marked `@ts-expect-error` there.
pub fn types(workspace: &Workspace, progress: &Progress) -> Result<Tally> {
    npm_packages(workspace, progress)?;
    let files: Vec<PathBuf> = files_below(&workspace.path("tests/types"))?
        .into_iter()
        .filter(|file| file.extension().is_some_and(|end| end == "ts"))
        .collect();
    if files.is_empty() {
        bail!("tests/types holds no TypeScript file to try the types with");
    }
    let types: Vec<PathBuf> = TYPES.iter().map(|(_, file)| workspace.path(file)).collect();
    let paths: Map<String, Value> = TYPES
        .iter()
        .zip(&types)
        .map(|((name, _), file)| ((*name).to_owned(), json!([file])))
        .collect();
    let project = workspace.target.join("types/tsconfig.json");
    let settings = json!({
        "compilerOptions": {
            "strict": true,
            "noEmit": true,
            "target": "es2022",
            "module": "esnext",
            "moduleResolution": "bundler",
            "lib": ["es2022", "dom", "dom.iterable"],
            "types": [],
            "skipLibCheck": false,
            "paths": paths,
        },
        "files": files.iter().chain(&types).collect::<Vec<_>>(),
    });
    write(&project, settings.to_string())?;
    let ran = progress.step("TypeScript types", || {
        capture(
            Command::new(workspace.npm().join("node_modules/.bin/tsc"))
                .current_dir(&workspace.root)
                .args(["--pretty", "false", "--project"])
                .arg(&project),
        )
    })?;
    let mut tally = Tally::default();
    for file in files.iter().chain(&types) {
        let shown = workspace.shown(file).display().to_string();
        let wrong: Vec<&str> = errors(&ran.output, &shown).collect();
        let verdict = if wrong.is_empty() { "ok    " } else { "FAILED" };
        println!("{verdict} {shown}");
        for line in &wrong {
            println!("       {line}");
        }
        tally += Tally::one(wrong.is_empty());
    }
    if !ran.ok && tally.failed == 0 {
        bail!("the TypeScript compiler failed:\n{}", ran.output);
    }
    Ok(tally)
}

/// The compiler's lines about one file: `path(line,column): error …`.
fn errors<'a>(output: &'a str, file: &'a str) -> impl Iterator<Item = &'a str> {
    output.lines().filter(move |line| {
        let path = line.split('(').next().unwrap_or_default();
        path.ends_with(file)
    })
}

#[cfg(test)]
mod tests {
    use super::errors;

    #[test]
    fn an_error_belongs_to_its_file() {
        let output = "tests/types/init.ts(3,5): error TS2322: no\n\
            tests/types/events.ts(1,1): error TS1: no\n";
        assert_eq!(errors(output, "tests/types/init.ts").count(), 1);
        assert_eq!(errors(output, "src/api/types.d.ts").count(), 0);
    }
}
