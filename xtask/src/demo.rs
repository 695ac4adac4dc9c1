//! `cargo xtask demo`: build, serve, say where.

use crate::emulator;
use crate::progress::Progress;
use crate::site::{Flavour, assemble};
use crate::workspace::Workspace;
use anyhow::{Context as _, Result};
use site_server::{Assets, Server};
use std::io;
use std::sync::Arc;

/// How many ports are tried from the wanted one on.
const PORTS: u16 = 50;

/// Builds the site and serves it until the program is stopped; with `emulated`, the customer talks
/// with the emulator instead of the desk.
pub fn demo(
    workspace: &Workspace,
    progress: &Progress,
    port: u16,
    flavour: Flavour,
    emulated: bool,
) -> Result<()> {
    let only = (!emulated).then_some("local");
    let site = assemble(workspace, progress, flavour, only)?;
    let _emulator = if emulated {
        Some(emulator::beside(workspace, progress)?)
    } else {
        None
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the server")?;
    runtime.block_on(async {
        let server = listen(&Assets::new(site, 5), port).await?;
        progress.say("ready");
        println!();
        if emulated {
            let org = format!("http://127.0.0.1:{}", emulator::PORT);
            println!("  customer   {}", server.url(&format!("/?org={org}")));
            println!("  the org    {org}/ lists what its people can do");
            println!();
            println!("A bot answers; write “menu” or “human”. Ctrl-C stops the demo.");
        } else {
            println!("  customer   {}", server.url("/"));
            println!("  agent desk {}", server.url("/desk/"));
            println!();
            println!("Open both, in two tabs or windows of one browser. Ctrl-C stops the demo.");
        }
        std::future::pending::<()>().await;
        Ok(())
    })
}

/// Takes the wanted port, or the next free one after it.
async fn listen(assets: &Arc<Assets>, wanted: u16) -> Result<Server> {
    let last = wanted.saturating_add(PORTS);
    for port in wanted..=last {
        match Server::start(Arc::clone(assets), port).await {
            Ok(server) => return Ok(server),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(error).with_context(|| format!("listening on port {port}"));
            }
        }
    }
    anyhow::bail!("ports {wanted} to {last} are all taken: choose another with --port")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_left_alone() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let assets = Assets::new(".", 5);
            let first = Server::start(Arc::clone(&assets), 0).await.unwrap();
            let second = listen(&assets, first.port()).await.unwrap();
            assert_ne!(first.port(), second.port());
        });
    }
}
