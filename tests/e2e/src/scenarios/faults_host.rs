//! Faults of the host page, by their number in the list of faults: see `tests/faults.md`.

use super::people::{FREE_HOST, HOST, OWN, Scripted, WINDOW, answered, ending};
use crate::engine::CHROMIUM_ONLY;
use crate::page::Page;
use crate::test;
use crate::test::{Ctx, Test};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

/// The tests of this file.
pub const TESTS: &[Test] = &[
    test!(
        w05_the_window_is_painted_as_it_was_whatever_the_page_says,
        CHROMIUM_ONLY
    ),
    test!(w06_a_page_with_patched_built_ins_has_a_chat_all_the_same),
    test!(w08_a_thousand_frames_of_a_foreign_frame_change_nothing),
    test!(w10_an_element_that_is_removed_during_a_send_loses_nothing),
];

/// What a page may say of itself that must not be seen in the window. What scales the page, as
/// `zoom` of its root does, scales the window with it, and that is meant.
const LOOKS: &[(&str, &str)] = &[
    (
        "everything unset",
        "body :not(session-chat) { all: unset !important } * { all: unset }",
    ),
    ("a small root font", ":root { font-size: 62.5% !important }"),
    (
        "a body that is moved",
        "body { transform: translateX(0); min-height: 100vh; margin: 0 }",
    ),
    ("a page that is zoomed in parts", "main { zoom: 2 }"),
    (
        "a dark page",
        ":root { color-scheme: dark; background: #111; color: #eee }",
    ),
    ("from right to left", ":root, body { direction: rtl }"),
];

/// The window without its round corners, in which the page is seen.
async fn painted(page: &Page) -> Result<String> {
    let still = "document.querySelector('session-chat').shadowRoot.getAnimations().length === 0";
    page.until(still).await?;
    let body = "const { x, y, width, height } = element.getBoundingClientRect();\
                return { x: x + 8, y: y + 8, width: width - 16, height: height - 16, scale: 1 };";
    let clip = page.eval_on(WINDOW, body).await?;
    let picture = page
        .cdp(
            "Page.captureScreenshot",
            json!({ "format": "png", "clip": clip }),
        )
        .await?;
    let picture = picture["data"].as_str().context("a picture has data")?;
    Ok(picture.to_owned())
}

/// Which part of two pictures differs so that somebody could see it, in percent. A pixel that is
/// there in the other picture right beside its place is the edge of a letter, which is smoothed in
/// another way where a page is drawn in layers.
const COMPARE: &str = "\
    const pixels = async (data) => {\
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());\
      const { width, height } = image;\
      const canvas = new OffscreenCanvas(width, height).getContext('2d');\
      canvas.drawImage(image, 0, 0);\
      return [width, height, canvas.getImageData(0, 0, width, height).data];\
    };\
    const [[width, height, one], [otherWidth, otherHeight, other]] = await Promise.all(given.map(pixels));\
    if (width !== otherWidth || height !== otherHeight) return 100;\
    let seen = 0;\
    const isNear = (at, to) => [0, 1, 2].every((part) => Math.abs(one[at + part] - other[to + part]) <= 8);\
    const around = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => 4 * (x + y * width)));\
    for (let at = 0; at < one.length; at += 4)\
      if (!isNear(at, at) && !around.some((step) => isNear(at, at + step))) seen += 1;\
    return (400 * seen) / one.length;";

async fn w05_the_window_is_painted_as_it_was_whatever_the_page_says(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, FREE_HOST, &ending()).await?;
    let page = &visitor.page;
    desk.says("**Bold** and `code`\n\n- one\n- two").await?;
    visitor.hears("Bold").await?;
    visitor.sees_receipt("Sent").await?;
    // A caret that blinks is none of the page's doing.
    page.eval(
        "document.activeElement?.shadowRoot?.activeElement?.blur();",
        vec![],
    )
    .await?;
    let before = painted(page).await?;
    let compare = async |picture: String| -> Result<f64> {
        let pictures = vec![json!(before), json!(picture)];
        let part = page.eval_async(COMPARE, pictures).await?;
        part.as_f64().context("a part is a number")
    };
    let mut wrong = Vec::new();
    for (name, rules) in LOOKS {
        let look = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]);\
                    document.adoptedStyleSheets = [sheet];\
                    document.documentElement.dir = arguments[1] ? 'rtl' : 'ltr';";
        let is_rtl = rules.contains("rtl");
        page.eval(look, vec![json!(rules), json!(is_rtl)]).await?;
        let part = compare(painted(page).await?).await?;
        println!("       {name}: {part:.3} % of the pixels differ, 0.1 % at most");
        if part > 0.1 {
            wrong.push(format!("{name}: {part:.3} %"));
        }
    }
    ensure!(wrong.is_empty(), "{wrong:?}");
    // The comparison would see it.
    page.eval(
        "document.adoptedStyleSheets = [];\
         document.documentElement.style.setProperty('--session-chat-accent', 'rgb(200, 0, 0)');",
        vec![],
    )
    .await?;
    let part = compare(painted(page).await?).await?;
    ensure!(part > 0.1, "another colour is {part:.3} % of the pixels");
    page.assert_clean().await
}

async fn w06_a_page_with_patched_built_ins_has_a_chat_all_the_same(ctx: Ctx) -> Result<()> {
    const PATCHED: &str = "/tests/pages/patched/";
    let config = json!({ "resume": true, "locale": "de", "texts": { "launcher-label": "Hallo!" } });
    let (visitor, desk) = answered(&ctx, PATCHED, &config).await?;
    let page = &visitor.page;
    desk.says("Does **this** work? https://example.org").await?;
    visitor.hears("Does this work?").await?;
    page.find(">>> .bubble a").await?;
    visitor.closes().await?;
    desk.says("Are you there?").await?;
    page.until_text(">>> .badge", "1").await?;
    visitor.opens().await?;
    visitor.reloads().await?;
    page.find(WINDOW).await?;
    visitor.sees(OWN, "Hello").await?;
    visitor.hears("Are you there?").await?;
    let desk = Scripted::remembers(page, json!({ "status": { "talking": desk_author() } })).await?;
    visitor.until_state("connection", json!("live")).await?;
    desk.ends(Some("Solved")).await?;
    visitor.until_phase("ended").await?;
    page.eval("chat.destroy();", vec![]).await?;
    page.assert_clean().await
}

fn desk_author() -> Value {
    json!({ "role": "agent", "name": "Sam" })
}

/// In a frame of another origin: a thousand messages that look like ours, from a fixed seed.
const FOREIGN: &str = "\
    const source = `<script>\
      let seed = 11;\
      const below = (limit) => (seed = (seed * 48271) % 2147483647) % limit;\
      const pick = (list) => list[below(list.length)];\
      const part = (depth) => depth === 0 || below(3) === 0\
        ? pick([null, 1, -1, 'text', true, [], {}, 'deskOpen', 'deskClosed', 'ended', 'cleared'])\
        : Object.fromEntries(Array.from({ length: 1 + below(3) }, () => [pick(['v', 'body', 'toVisitor',\
          'visitor', 'event', 'ended', 'lost', 'message', 'settings', 'connected', '__proto__', 'by', 'at',\
          'session-chat', 'type', 'data', 'method', 'id']), part(depth - 1)]));\
      const frames = [\
        (visitor) => ({ v: 1, body: 'deskClosed' }),\
        (visitor) => ({ v: 1, body: { toVisitor: { visitor, event: { ended: { by: 'agent', at: Date.now() } } } } }),\
        (visitor) => ({ v: 1, body: { toVisitor: { visitor, event: { lost: 'expired' } } } }),\
        (visitor) => ({ v: 1, body: { toVisitor: { visitor, event: 'cleared' } } }),\
        () => part(4), () => ({ v: 1, body: part(4) }), () => JSON.stringify({ v: 1, body: part(3) }),\
      ];\
      onmessage = ({ data: visitor }) => {\
        const channel = new BroadcastChannel('session-chat:main');\
        for (let count = 0; count < 1000; count += 1) {\
          const frame = pick(frames)(visitor);\
          parent.postMessage(frame, '*');\
          channel.postMessage(frame);\
        }\
        parent.postMessage('done', '*');\
      };\
      parent.postMessage('ready', '*');\
    </scr` + `ipt>`;\
    const frame = document.createElement('iframe');\
    frame.sandbox = 'allow-scripts';\
    frame.srcdoc = source;\
    window.heard = 0;\
    const visitor = desk.visitor;\
    addEventListener('message', ({ data }) => {\
      window.heard += 1;\
      if (data === 'ready') frame.contentWindow.postMessage(visitor, '*');\
      if (data === 'done') window.done = true;\
    });\
    document.body.append(frame);";

async fn w08_a_thousand_frames_of_a_foreign_frame_change_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, FREE_HOST, &json!({})).await?;
    let page = &visitor.page;
    let before = visitor.state().await?;
    let events = "return events.length;";
    let told = page.eval(events, vec![]).await?;
    desk.does(FOREIGN, vec![]).await?;
    page.until("window.done").await?;
    let heard = page.eval("return heard;", vec![]).await?;
    ensure!(heard == json!(1002), "the page itself has heard {heard}");
    ensure!(
        page.eval(events, vec![]).await? == told,
        "something happened"
    );
    ensure!(visitor.state().await? == before, "{before} became another");
    desk.says("Behind all that").await?;
    visitor.hears("Behind all that").await?;
    let polluted = page.eval("return Object.keys(Object.prototype).length;", vec![]);
    ensure!(polluted.await? == json!(0));
    page.assert_clean().await
}

async fn w10_an_element_that_is_removed_during_a_send_loses_nothing(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = answered(&ctx, HOST, &json!({ "resume": true })).await?;
    let page = &visitor.page;
    desk.set("answers.send", json!("silent")).await?;
    // In the same breath, and again once the desk has heard it.
    let body = "const sent = chat.send('Sent and removed'); chat.element.remove(); await sent;";
    page.eval_async(body, vec![]).await?;
    page.until("desk.commands('send').length === 2").await?;
    page.eval("chat.element.remove();", vec![]).await?;
    desk.does("desk.take();", vec![]).await?;
    page.find("body > session-chat").await?;
    visitor.sees(OWN, "Sent and removed").await?;
    page.until_gone(">>> .row--unsent").await?;
    // Taken away for good, with a message on its way: it waits for the next chat.
    let body = "await chat.send('Sent and destroyed'); chat.destroy({ keepConversation: true });";
    page.eval_async(body, vec![]).await?;
    desk.set("answers.send", json!("taken")).await?;
    page.eval_async(
        "window.chat = await start({ backend: { kind: 'local' }, resume: true });",
        vec![],
    )
    .await?;
    page.find(WINDOW).await?;
    visitor.sees(OWN, "Sent and destroyed").await?;
    page.until_gone(">>> .row--unsent").await?;
    let texts = "return desk.commands('send').map(({ text }) => text);";
    let texts: Vec<String> = serde_json::from_value(desk.does(texts, vec![]).await?)?;
    ensure!(
        texts
            .last()
            .is_some_and(|text| text == "Sent and destroyed"),
        "{texts:?}"
    );
    page.assert_clean().await
}
