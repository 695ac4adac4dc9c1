//! What a test is and what it is given.

use crate::engine::Engine;
use crate::page::Page;
use anyhow::Result;
use site_server::Server;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::rc::Rc;

/// The running of a test.
pub type Run = fn(Ctx) -> Pin<Box<dyn Future<Output = Result<()>>>>;

/// A test of a whole page. Made with [`test!`](crate::test!).
#[derive(Clone, Copy, Debug)]
pub struct Test {
    /// The module and the function.
    pub name: &'static str,
    /// Where it runs.
    pub engines: &'static [Engine],
    /// Nothing else runs beside it, because it measures how long something takes.
    pub alone: bool,
    /// The function.
    pub run: Run,
}

impl Test {
    /// The same test with the machine to itself, for the times that it measures.
    #[must_use]
    pub const fn alone(self) -> Self {
        Self {
            alone: true,
            ..self
        }
    }
}

/// A [`Test`](crate::test::Test) from an `async fn(Ctx) -> Result<()>`, in every engine or in the
/// ones named after it: `test!(greets)`, `test!(dark_is_dark, CHROMIUM_ONLY)`.
#[macro_export]
macro_rules! test {
    ($run:ident) => {
        $crate::test!($run, $crate::engine::ALL)
    };
    ($run:ident, $engines:expr) => {
        $crate::test::Test {
            name: concat!(module_path!(), "::", stringify!($run)),
            engines: $engines,
            alone: false,
            run: |ctx| Box::pin($run(ctx)),
        }
    };
}

/// What a test is given: a server with an origin of its own, and a fresh window.
#[derive(Clone)]
pub struct Ctx {
    /// The engine it runs in.
    pub engine: Engine,
    /// The server: addresses, faults, pages of the test's own, the requests so far.
    pub server: Rc<Server>,
    /// The first window.
    pub page: Page,
    /// Where a test may leave files.
    pub out: PathBuf,
}

impl Ctx {
    /// The address of a path on this test's server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        self.server.url(path)
    }

    /// Goes to a path on this test's server in the first window.
    pub async fn goto(&self, path: &str) -> Result<()> {
        self.page.goto(&self.url(path)).await
    }

    /// Opens another window at a path on this test's server.
    pub async fn open(&self, path: &str) -> Result<Page> {
        let page = self.page.another().await?;
        page.goto(&self.url(path)).await?;
        Ok(page)
    }
}
