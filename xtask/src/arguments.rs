//! The command line.

use crate::bench::PEERS;
use crate::e2e::ENGINES;
use crate::site::Flavour;
use anyhow::{Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt as _};
use std::ffi::OsString;
use std::path::PathBuf;

/// Shown by `cargo xtask help`.
pub const HELP: &str = "\
cargo xtask COMMAND

  demo [--port N] [--release] [--backend NAME]
                                build the chat and the agent desk, and serve them (port 8080)
  emulator [--port N] [--script NAME]
                                run the emulator of the Enhanced Chat API (port 8791)
  test                          everything below that can fail, counted
  check                         format, lints, and the rules of this repository
  web [FILTER]                  unit tests in a browser
  e2e [--engine NAME] [--plain] [FILTER]
                                whole pages in chromium, firefox and webkit
  soak [--seed N]               a long chat in three tabs while everything goes wrong, full length
  types                         the TypeScript types
  loader                        the JavaScript that is there before the wasm
  dist                          the release, into dist/
  size [--accept]               what a page loads, against tests/sizes.md
  bench [--peers] [--accept] [--bench FOLDER] [PEER...]
                                how fast the release is, against its budgets and tests/bench.md
  screens [--plain] [FILTER]    the pictures in tests/screens/

--release serves the demo as released, --plain tests what is not optimised. --backend says who the
demo's customer talks with: local (as usual) or salesforce, the emulator. --script says who answers
there: bot (as usual) or none. --peers measures other chat widgets too; --bench says where
the bench lies (../shared/peers-bench).
";

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    Demo {
        port: u16,
        flavour: Flavour,
        /// Whether the customer talks with the emulator.
        emulated: bool,
    },
    Test,
    Check,
    Web {
        filter: String,
    },
    E2e {
        engines: Vec<String>,
        flavour: Flavour,
        filter: String,
    },
    Types,
    Loader,
    Emulator {
        port: Option<u16>,
        script: Option<String>,
    },
    Soak {
        seed: Option<u64>,
    },
    Dist,
    Size {
        accept: bool,
    },
    Bench {
        folder: Option<PathBuf>,
        peers: Vec<String>,
        accept: bool,
    },
    Screens {
        flavour: Flavour,
        filter: String,
    },
    Help,
}

/// Options that are given or not, each with the commands that have it.
const SWITCHES: &[(&str, &[&str])] = &[
    ("release", &["demo"]),
    ("plain", &["e2e", "screens"]),
    ("accept", &["size", "bench"]),
    ("peers", &["bench"]),
    ("help", &[]),
];

/// What stands on the line.
#[derive(Default)]
struct Given {
    words: Vec<String>,
    port: Option<u16>,
    seed: Option<u64>,
    script: Option<String>,
    backend: Option<String>,
    engines: Vec<String>,
    bench: Option<PathBuf>,
    switches: Vec<&'static str>,
}

impl Given {
    fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// Refuses the first option that the command does not have.
    fn fits(&self, command: &str) -> Result<()> {
        let switches = SWITCHES
            .iter()
            .filter(|(name, _)| self.has(name))
            .map(|(name, commands)| (*name, commands.contains(&command)));
        let served = matches!(command, "demo" | "emulator");
        let port = self.port.map(|_| ("port", served));
        let seed = self.seed.map(|_| ("seed", command == "soak"));
        let script = self
            .script
            .iter()
            .map(|_| ("script", command == "emulator"));
        let backend = self.backend.iter().map(|_| ("backend", command == "demo"));
        let engine = self.engines.first().map(|_| ("engine", command == "e2e"));
        let bench = self.bench.iter().map(|_| ("bench", command == "bench"));
        for (option, fits) in switches
            .chain(port)
            .chain(seed)
            .chain(script)
            .chain(backend)
            .chain(engine)
            .chain(bench)
        {
            if !fits {
                bail!("`{command}` has no option --{option}");
            }
        }
        Ok(())
    }
}

/// Reads the words after `cargo xtask`. An option that a command does not have is refused.
pub fn order(words: impl IntoIterator<Item = OsString>) -> Result<Order> {
    let given = read(words)?;
    let Some((command, rest)) = given.words.split_first() else {
        return Ok(Order::Help);
    };
    let command = command.as_str();
    if command == "help" || given.has("help") {
        return Ok(Order::Help);
    }
    given.fits(command)?;
    let filter = rest.join(" ");
    if !filter.is_empty() && !matches!(command, "web" | "e2e" | "screens" | "bench") {
        bail!("`{command}` takes no filter: leave out “{filter}”");
    }
    let optimised = |wanted: bool| {
        if wanted {
            Flavour::Optimised
        } else {
            Flavour::Plain
        }
    };
    let tested = optimised(!given.has("plain"));
    Ok(match command {
        "demo" => Order::Demo {
            port: given.port.unwrap_or(8080),
            flavour: optimised(given.has("release")),
            emulated: match given.backend.as_deref() {
                None | Some("local") => false,
                Some("salesforce") => true,
                Some(other) => bail!("no backend of the demo is called {other}"),
            },
        },
        "emulator" => Order::Emulator {
            port: given.port,
            script: given.script,
        },
        "test" => Order::Test,
        "check" => Order::Check,
        "web" => Order::Web { filter },
        "e2e" => Order::E2e {
            engines: if given.engines.is_empty() {
                ENGINES.iter().map(ToString::to_string).collect()
            } else {
                given.engines
            },
            flavour: tested,
            filter,
        },
        "types" => Order::Types,
        "loader" => Order::Loader,
        "soak" => Order::Soak { seed: given.seed },
        "dist" => Order::Dist,
        "size" => Order::Size {
            accept: given.has("accept"),
        },
        "bench" => Order::Bench {
            peers: peers(given.has("peers"), rest),
            accept: given.has("accept"),
            folder: given.bench,
        },
        "screens" => Order::Screens {
            flavour: tested,
            filter,
        },
        other => bail!("there is no command {other}\n\n{HELP}"),
    })
}

/// The usual peers where they are wanted, and those that are named, each once.
fn peers(usual: bool, named: &[String]) -> Vec<String> {
    let usual = PEERS.iter().filter(|_| usual).map(ToString::to_string);
    let mut peers: Vec<String> = Vec::new();
    for peer in usual.chain(named.iter().cloned()) {
        if !peers.contains(&peer) {
            peers.push(peer);
        }
    }
    peers
}

fn read(words: impl IntoIterator<Item = OsString>) -> Result<Given> {
    let mut given = Given::default();
    let mut parser = lexopt::Parser::from_args(words);
    while let Some(word) = parser.next()? {
        match word {
            Long("port") => given.port = Some(parser.value()?.parse()?),
            Long("seed") => given.seed = Some(parser.value()?.parse()?),
            Long("script") => given.script = Some(parser.value()?.string()?),
            Long("backend") => given.backend = Some(parser.value()?.string()?),
            Long("engine") => given.engines.push(parser.value()?.string()?),
            Long("bench") => given.bench = Some(parser.value()?.into()),
            Short('h') => given.switches.push("help"),
            Long(name) => match SWITCHES.iter().find(|(known, _)| *known == name) {
                Some((known, _)) => given.switches.push(known),
                None => bail!("there is no option --{name}\n\n{HELP}"),
            },
            Value(word) => given.words.push(word.string()?),
            other @ Short(_) => return Err(other.unexpected().into()),
        }
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<Order> {
        order(text.split_whitespace().map(OsString::from))
    }

    #[test]
    fn defaults_are_what_the_help_says() {
        let demo = Order::Demo {
            port: 8080,
            flavour: Flavour::Plain,
            emulated: false,
        };
        assert_eq!(line("demo").unwrap(), demo);
        assert_eq!(
            line("demo --backend salesforce --release").unwrap(),
            Order::Demo {
                port: 8080,
                flavour: Flavour::Optimised,
                emulated: true,
            }
        );
        assert_eq!(line("").unwrap(), Order::Help);
        let emulator = Order::Emulator {
            port: None,
            script: Some("none".to_owned()),
        };
        assert_eq!(line("emulator --script none").unwrap(), emulator);
        assert_eq!(line("soak").unwrap(), Order::Soak { seed: None });
        let seven = Order::Soak { seed: Some(7) };
        assert_eq!(line("soak --seed 7").unwrap(), seven);
        assert_eq!(line("size --accept").unwrap(), Order::Size { accept: true });
        let Order::E2e {
            engines,
            flavour,
            filter,
        } = line("e2e ends --plain").unwrap()
        else {
            panic!("not e2e");
        };
        assert_eq!(engines, ENGINES);
        assert_eq!((flavour, filter.as_str()), (Flavour::Plain, "ends"));
    }

    #[test]
    fn peers_are_the_usual_ones_and_those_that_are_named() {
        let Order::Bench {
            folder,
            peers,
            accept,
        } = line("bench --peers --accept --bench there floor carbon-ai-chat").unwrap()
        else {
            panic!("not bench");
        };
        assert_eq!(folder, Some(PathBuf::from("there")));
        assert_eq!(peers, [PEERS, &["carbon-ai-chat"]].concat());
        assert!(accept);
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (words, named) in [
            ("dist --accept", "--accept"),
            ("size --peers", "--peers"),
            ("e2e --bench there", "--bench"),
            ("demo --script bot", "--script"),
            ("demo --backend pigeon", "pigeon"),
            ("test --backend local", "--backend"),
            ("check --port 1", "--port"),
            ("test --seed 1", "--seed"),
            ("check filter", "filter"),
            ("demo --port many", "many"),
            ("deploy", "deploy"),
        ] {
            let error = format!("{:#}", line(words).unwrap_err());
            assert!(error.contains(named), "{words}: {error}");
        }
    }
}
