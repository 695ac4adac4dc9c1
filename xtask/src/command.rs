//! Running other programs.

use anyhow::{Context as _, Result, bail};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

/// What a program printed and whether it was content.
#[derive(Clone, Debug)]
pub struct Ran {
    /// It exited with 0.
    pub ok: bool,
    /// Its standard output; with [`capture`] followed by its standard error.
    pub output: String,
}

/// Runs a program that prints for itself. Fails if it cannot start or does not exit with 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` ended with {status}", line(command));
    }
    Ok(())
}

/// Runs a program silently and keeps all that it printed.
pub fn capture(command: &mut Command) -> Result<Ran> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    Ok(Ran {
        ok: output.status.success(),
        output: text,
    })
}

/// Runs a program, showing its standard output line by line while keeping it.
pub fn tee(command: &mut Command) -> Result<Ran> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let mut output = String::new();
    if let Some(stdout) = child.stdout.take() {
        for text in BufReader::new(stdout).lines() {
            let text = text.context("reading what a program prints")?;
            println!("{text}");
            output.push_str(&text);
            output.push('\n');
        }
    }
    let status = child.wait().context("waiting for a program to end")?;
    Ok(Ran {
        ok: status.success(),
        output,
    })
}

/// The command as one could type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("starting `{}`", line(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let error = run(Command::new("false").arg("--really")).unwrap_err();
        assert!(
            format!("{error:#}").contains("`false --really`"),
            "{error:#}"
        );
    }

    #[test]
    fn tee_keeps_what_it_shows() {
        let ran = tee(Command::new("printf").arg("one\\ntwo\\n")).unwrap();
        assert!(ran.ok);
        assert_eq!(ran.output, "one\ntwo\n");
    }
}
