//! Runs the emulator until it is stopped, and says how to use it.

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::{Long, Short, ValueExt as _};
use session_chat_emulator::{Agents, Captcha, Emulator, PreChat, Script, Settings, Terms};
use std::ffi::OsString;
use std::process::ExitCode;

const HELP: &str = "\
session-chat-emulator [OPTION...]

  --port N           the port on 127.0.0.1 (8791); 0 for any free one
  --script NAME      bot: somebody answers (the default); none: nobody but you does
  --session-based    the conversation closes when its session ends
  --verified         users need an identity token
  --pre-chat         a form before the chat
  --terms            terms to agree to before the chat
  --captcha          a proof that somebody new is no program
  --nobody           no agent is available, and the configuration asks to check that
  --limits           the rate limits of the service
";

/// Where the emulator listens unless told otherwise.
const PORT: u16 = 8791;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let Some(settings) = settings(std::env::args_os().skip(1))? else {
        print!("{HELP}");
        return Ok(());
    };
    let (org, deployment) = (settings.org_id.clone(), settings.deployment.clone());
    let (port, captcha) = (settings.port, settings.captcha.clone());
    let emulator = Emulator::start(settings)
        .await
        .with_context(|| format!("listening on port {port}: choose another with --port"))?;
    let url = emulator.base_url();
    println!("  address        {url}");
    println!("  organisation   {org}");
    println!("  deployment     {deployment}");
    if let Some(captcha) = captcha {
        println!("  captcha token  {}", captcha.token);
    }
    println!("  what to do     {url}/");
    println!();
    println!("Configure a widget with");
    println!();
    println!(
        "  backend: {{ kind: \"salesforce\", url: \"{url}\", orgId: \"{org}\", deployment: \
         \"{deployment}\" }}"
    );
    println!();
    println!("Ctrl-C stops the emulator.");
    tokio::signal::ctrl_c().await.context("waiting for Ctrl-C")
}

/// What the words after the program's name ask for; None for help.
fn settings(words: impl IntoIterator<Item = OsString>) -> Result<Option<Settings>> {
    let mut settings = Settings {
        port: PORT,
        script: Script::Bot,
        ..Settings::default()
    };
    let mut parser = lexopt::Parser::from_args(words);
    while let Some(word) = parser.next()? {
        match word {
            Long("port") => settings.port = parser.value()?.parse()?,
            Long("script") => {
                settings.script = match parser.value()?.string()?.as_str() {
                    "bot" => Script::Bot,
                    "none" => Script::None,
                    other => bail!("there is no script {other}: there are bot and none"),
                }
            }
            Long("session-based") => settings.session_based = true,
            Long("verified") => settings.verified = true,
            Long("pre-chat") => settings.pre_chat = Some(PreChat::sample()),
            Long("terms") => {
                settings.terms = Some(Terms {
                    label: "I agree to the terms of service.".to_owned(),
                    required: true,
                });
            }
            Long("captcha") => settings.captcha = Some(Captcha::default()),
            Long("nobody") => {
                settings.agents = Agents {
                    available: false,
                    checked: true,
                }
            }
            Long("limits") => settings.limits = Some(session_chat_emulator::Limits::default()),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<Option<Settings>> {
        settings(text.split_whitespace().map(OsString::from))
    }

    #[test]
    fn defaults_are_what_the_help_says() {
        let settings = line("").unwrap().unwrap();
        assert_eq!((settings.port, settings.script), (8791, Script::Bot));
        assert!(!settings.session_based && settings.pre_chat.is_none());
        assert_eq!(line("--port 1 --help").unwrap(), None);
        let settings = line("--captcha").unwrap().unwrap();
        assert_eq!(settings.captcha, Some(Captcha::default()));
    }

    #[test]
    fn what_is_unknown_is_refused_by_name() {
        for (words, named) in [
            ("--colour", "colour"),
            ("--script cat", "cat"),
            ("--port x", "x"),
        ] {
            let error = format!("{:#}", line(words).unwrap_err());
            assert!(error.contains(named), "{words}: {error}");
        }
    }
}
