//! The windows of one browser, used by one test after the other: a new window costs more than
//! most tests.

use crate::engine::Engine;
use crate::page::{EMPTY, Page};
use anyhow::{Context as _, Result};
use fantoccini::Client;
use fantoccini::wd::WindowHandle;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// How large a window is unless a test changes it: what the engines' flags say for the first one.
const SIZE: (u32, u32) = (1280, 900);

/// The windows of one browser. The driver acts on one of them at a time.
pub struct Tabs {
    pub(crate) client: Client,
    pub(crate) engine: Engine,
    /// The one that the driver acts on, if that is known.
    front: RefCell<Option<WindowHandle>>,
    /// Those that were opened here and not by a page.
    own: RefCell<Vec<WindowHandle>>,
    /// Those that wait for a test; the last one is taken first.
    spare: RefCell<Vec<WindowHandle>>,
    /// A test changed what lasts as long as a window does: its size, or what is emulated.
    changed: Cell<bool>,
}

impl Tabs {
    /// Takes over a browser that has just started, with its one window.
    pub(crate) async fn new(client: Client, engine: Engine) -> Result<Rc<Self>> {
        let first = client.window().await?;
        Ok(Rc::new(Self {
            client,
            engine,
            front: RefCell::new(None),
            own: RefCell::new(vec![first.clone()]),
            spare: RefCell::new(vec![first]),
            changed: Cell::new(false),
        }))
    }

    /// A window for a test: a spare one, or one more.
    pub(crate) async fn take(&self) -> Result<WindowHandle> {
        let spare = self.spare.borrow_mut().pop();
        match spare {
            Some(window) => Ok(window),
            None => self.open().await,
        }
    }

    async fn open(&self) -> Result<WindowHandle> {
        let opened = self.client.new_window(false).await;
        let window = opened.context("opening a window")?.handle;
        self.bring(&window).await?;
        // Firefox and WebKit open each further window in a size of their own.
        if self.engine != Engine::Chromium {
            let (width, height) = SIZE;
            self.client.set_window_size(width, height).await?;
        }
        self.own.borrow_mut().push(window.clone());
        Ok(window)
    }

    /// Makes the driver act on this window. True if it did not before.
    pub(crate) async fn bring(&self, window: &WindowHandle) -> Result<bool> {
        if self.front.borrow().as_ref() == Some(window) {
            return Ok(false);
        }
        self.client.switch_to_window(window.clone()).await?;
        self.front.replace(Some(window.clone()));
        Ok(true)
    }

    /// Remembers that the windows of this test are of no use for the next one.
    pub(crate) fn change(&self) {
        self.changed.set(true);
    }

    /// Closes a window. The browser would end with its last one, so that one is replaced.
    pub(crate) async fn close(&self, window: &WindowHandle) -> Result<()> {
        if self.client.windows().await?.len() == 1 {
            let next = self.open().await?;
            self.spare.borrow_mut().push(next);
        }
        self.bring(window).await?;
        self.client.close_window().await?;
        self.own.borrow_mut().retain(|own| own != window);
        self.front.replace(None);
        Ok(())
    }

    /// Forgets what a test left: cookies, which know no ports, and its pages. Storage needs no
    /// forgetting, because each test has an origin of its own.
    pub(crate) async fn reset(self: &Rc<Self>) -> Result<()> {
        self.spare.borrow_mut().clear();
        // Chromium sometimes stops painting a window that was used before.
        if self.changed.replace(false) || self.engine == Engine::Chromium {
            self.own.borrow_mut().clear();
            let fresh = self.open().await?;
            self.spare.borrow_mut().push(fresh);
        }
        for window in self.client.windows().await? {
            if self.spare.borrow().contains(&window) {
                continue;
            }
            match self.client.switch_to_window(window.clone()).await {
                // A page closes its windows whenever it likes: this one was about to go.
                Err(error) if error.is_no_such_window() => continue,
                switched => switched?,
            }
            self.client.delete_all_cookies().await?;
            if self.own.borrow().contains(&window) {
                self.front.replace(Some(window.clone()));
                Page::of(self, &window).goto(EMPTY).await?;
                self.spare.borrow_mut().push(window);
            } else {
                self.client.close_window().await?;
            }
        }
        self.front.replace(None);
        Ok(())
    }
}
