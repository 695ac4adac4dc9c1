//! Driver programs: started on a free port, ended with everything they started.

use crate::engine::Engine;
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// How long a driver may take until it answers.
const START: Duration = Duration::from_secs(30);

/// The programs of one engine.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The driver.
    pub driver: PathBuf,
    /// The browser.
    pub browser: PathBuf,
}

/// A driver that listens. Dropping it ends it and its browsers.
#[derive(Debug)]
pub struct Driver {
    /// Where it listens.
    pub url: String,
    _program: Group,
    _screen: Option<Group>,
}

/// A process with a group of its own, so that its children go with it.
#[derive(Debug)]
struct Group(Child);

impl Group {
    fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {}", command.get_program().display()))?;
        Ok(Self(child))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        // Already gone is just as well.
        let _ = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}

impl Driver {
    /// Starts the driver of an engine; what it prints goes to a file in `out`. Those that run side
    /// by side have a number each.
    pub async fn start(
        engine: Engine,
        number: usize,
        programs: &Programs,
        out: &Path,
    ) -> Result<Self> {
        let port = free_port()?;
        let log = out.join(format!("{engine}-{number}-driver.log"));
        let log = File::create(&log).with_context(|| format!("making {}", log.display()))?;
        let mut command = Command::new(&programs.driver);
        command.stdout(log.try_clone()?).stderr(log);
        let mut screen = None;
        match engine {
            Engine::Chromium => {
                command.arg(format!("--port={port}"));
            }
            Engine::Firefox => {
                command
                    .args(["--host", "127.0.0.1", "--port"])
                    .arg(port.to_string())
                    // Unasked it takes the same one each time, which another may have.
                    .arg("--websocket-port")
                    .arg(free_port()?.to_string());
            }
            Engine::WebKit => {
                let (group, display) = screen_without_monitor().await?;
                screen = Some(group);
                command
                    .arg(format!("--port={port}"))
                    .env("DISPLAY", display)
                    .env("GDK_BACKEND", "x11")
                    // Layers composed by a graphics card that is not there cost half of the time.
                    .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1")
                    .env("NO_AT_BRIDGE", "1");
            }
        }
        let driver = Group::start(&mut command)?;
        listening(port).await.with_context(|| {
            format!(
                "the driver of {engine} does not answer: see its log in {}",
                out.display()
            )
        })?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            _program: driver,
            _screen: screen,
        })
    }
}

/// Starts Xvfb, which picks a free display number and says which.
async fn screen_without_monitor() -> Result<(Group, String)> {
    let mut group = Group::start(
        Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1200x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    )?;
    let stdout = group.0.stdout.take().context("Xvfb says its display")?;
    let stdout = tokio::process::ChildStdout::from_std(stdout)?;
    let mut line = String::new();
    tokio::time::timeout(START, BufReader::new(stdout).read_line(&mut line))
        .await
        .context("Xvfb did not start in time")??;
    let number = line.trim();
    if number.is_empty() {
        bail!("Xvfb ended instead of offering a display");
    }
    Ok((group, format!(":{number}")))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("finding a free port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until something accepts connections on the port.
async fn listening(port: u16) -> Result<()> {
    let begun = Instant::now();
    loop {
        match tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
            Ok(_) => return Ok(()),
            Err(error) if begun.elapsed() > START => return Err(error.into()),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
