//! Pictures of the main states, committed under `tests/screens/` and looked at by people.

mod bridges;
mod states;

use crate::engine::Engine;
use crate::page::Page;
use crate::runner::{Bench, Count, Worker, headline};
use crate::test::{Ctx, Run};
use anyhow::Result;
use std::path::Path;

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width and height of the picture in pixels.
    pub size: (u32, u32),
    /// `prefers-color-scheme: dark`.
    pub dark: bool,
    /// The page is in Arabic, from right to left.
    pub rtl: bool,
    /// The browser's zoom: 2.0 is 200 %.
    pub zoom: f64,
    /// `forced-colors: active`.
    pub forced_colours: bool,
}

/// A desktop window in a light scheme, from left to right, not zoomed.
pub const DESKTOP: Look = Look {
    size: (1280, 800),
    dark: false,
    rtl: false,
    zoom: 1.0,
    forced_colours: false,
};

/// The same on a phone.
pub const PHONE: Look = Look {
    size: (390, 844),
    ..DESKTOP
};

/// One picture. Made with [`screen!`](crate::screen!).
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// The file's name, without `.png`.
    pub name: &'static str,
    /// How it is looked at.
    pub look: Look,
    /// Brings `ctx.page` into the state to be seen.
    pub run: Run,
}

/// A [`Screen`](crate::screens::Screen): `screen!("talking-dark", Look { dark: true, ..DESKTOP },
/// talking)`, where `talking` is an `async fn(Ctx) -> Result<()>`.
#[macro_export]
macro_rules! screen {
    ($name:literal, $look:expr, $run:ident) => {
        $crate::screens::Screen {
            name: $name,
            look: $look,
            run: |ctx| Box::pin($run(ctx)),
        }
    };
}

/// Sets language and direction once the page's own root element is there, before its scripts.
const ARABIC: &str = "document.addEventListener('readystatechange', () => { \
    document.documentElement.lang = 'ar'; document.documentElement.dir = 'rtl'; \
    }, { once: true });";

/// Takes the pictures whose name contains `filter` into `folder`.
pub async fn take(bench: &Bench, folder: &Path, filter: &str) -> Count {
    let mut worker = Worker::new(bench, Engine::Chromium, 0);
    let mut count = Count::default();
    for screen in screens().filter(|screen| screen.name.contains(filter)) {
        let result = picture(&mut worker, screen, folder).await;
        match &result {
            Ok(()) => println!("ok     {}.png", screen.name),
            Err(error) => println!("FAILED {}.png: {error:#}", screen.name),
        }
        if result.is_err() {
            worker.stop().await;
        }
        count.add(result.map_err(|error| format!("{}.png: {}", screen.name, headline(&error))));
    }
    worker.stop().await;
    count
}

/// All pictures, of the window and of bridges.
fn screens() -> impl Iterator<Item = &'static Screen> {
    states::SCREENS.iter().chain(bridges::SCREENS)
}

async fn picture(worker: &mut Worker<'_>, screen: &Screen, folder: &Path) -> Result<()> {
    let ctx: Ctx = worker.context().await?;
    let page = ctx.page.clone();
    apply(&page, screen.look).await?;
    (screen.run)(ctx).await?;
    // Transitions have run out when no animation of any root is left.
    page.until(
        "[document, ...[...document.querySelectorAll('session-chat, session-chat-bridge')]\
         .map((one) => one.shadowRoot)]\
         .every((root) => root.getAnimations().every((one) => one.playState !== 'running' \
         || one.effect.getComputedTiming().iterations === Infinity))",
    )
    .await?;
    page.screenshot(&folder.join(format!("{}.png", screen.name)))
        .await?;
    worker.reset().await
}

async fn apply(page: &Page, look: Look) -> Result<()> {
    let (width, height) = look.size;
    let inner = |side: u32| zoomed(side, look.zoom);
    page.emulate_viewport(inner(width), inner(height), look.zoom)
        .await?;
    let scheme = if look.dark { "dark" } else { "light" };
    let colours = if look.forced_colours {
        "active"
    } else {
        "none"
    };
    page.emulate_media(&[("prefers-color-scheme", scheme), ("forced-colors", colours)])
        .await?;
    if look.rtl {
        page.before_each_document(ARABIC).await?;
    }
    Ok(())
}

/// A zoomed page has as many CSS pixels less as each is bigger.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a window's side divided by a zoom of one or more stays a small positive number"
)]
fn zoomed(side: u32, zoom: f64) -> u32 {
    (f64::from(side) / zoom).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoomed_window_has_fewer_pixels() {
        assert_eq!(zoomed(1280, 2.0), 640);
        assert_eq!(zoomed(390, 1.0), 390);
    }

    #[test]
    fn no_two_pictures_share_a_name() {
        let mut names: Vec<_> = screens().map(|screen| screen.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), screens().count());
    }
}
