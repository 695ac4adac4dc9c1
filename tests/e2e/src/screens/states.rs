//! The states that are pictured, on the shop page with the desk in another window.

use super::{DESKTOP, Look, PHONE, Screen};
use crate::scenarios::people::{Desk, END, FIELD, KEEP, PANEL, Visitor};
use crate::screen;
use crate::test::Ctx;
use anyhow::Result;
use serde_json::json;

const DARK: Look = Look {
    dark: true,
    ..DESKTOP
};
const RTL: Look = Look {
    rtl: true,
    ..DESKTOP
};
const TWICE: Look = Look {
    zoom: 2.0,
    ..DESKTOP
};
const CONTRAST: Look = Look {
    forced_colours: true,
    ..DESKTOP
};
/// The smallest common phone.
const SMALL: Look = Look {
    size: (360, 740),
    ..DESKTOP
};
const SMALL_DARK: Look = Look {
    dark: true,
    ..SMALL
};

/// Narrower than any phone that is sold.
const NARROW: Look = Look {
    size: (320, 640),
    ..DESKTOP
};

/// Every picture.
pub const SCREENS: &[Screen] = &[
    screen!("shop", DESKTOP, shop),
    screen!("shop-dark", DARK, shop),
    screen!("shop-phone", PHONE, shop),
    screen!("welcome", DESKTOP, welcome),
    screen!("waiting", DESKTOP, waiting),
    screen!("waiting-rtl", RTL, waiting),
    screen!("talking", DESKTOP, talking),
    screen!("talking-dark", DARK, talking),
    screen!("talking-phone", SMALL, talking),
    screen!("talking-200", TWICE, talking),
    screen!("talking-rtl", RTL, talking),
    screen!("talking-forced-colours", CONTRAST, talking),
    screen!("confirming", DESKTOP, confirming),
    screen!("confirming-phone-dark", SMALL_DARK, confirming),
    screen!("ended", DESKTOP, ended),
    screen!("ended-dark", DARK, ended),
    screen!("ended-phone", SMALL, ended),
    screen!("ended-200", TWICE, ended),
    screen!("ended-rtl", RTL, ended),
    screen!("reset", DESKTOP, reset),
    screen!("reopen", DESKTOP, reopen),
    screen!("nobody-online", DESKTOP, nobody_online),
    screen!("choices", DESKTOP, choices),
    screen!("choices-phone-dark", SMALL_DARK, choices),
    screen!("choices-rtl", RTL, choices),
    screen!("cards", DESKTOP, cards),
    screen!("cards-phone", NARROW, cards),
    screen!("cards-rtl", RTL, cards),
    screen!("media-dark", DARK, media),
    screen!("form", DESKTOP, form),
    screen!("form-phone", NARROW, form),
    screen!("form-200", TWICE, form),
    screen!("form-forced-colours", CONTRAST, form),
    screen!("gallery", DESKTOP, gallery),
    screen!("gallery-dark-rtl", DESKTOP, gallery_dark_rtl),
    screen!("gallery-narrow", NARROW, gallery),
    screen!("pre-chat", DESKTOP, pre_chat),
    screen!("pre-chat-phone-dark", SMALL_DARK, pre_chat),
    screen!("survey-stars", DESKTOP, stars),
    screen!("survey-faces-phone", NARROW, faces),
    screen!("survey-numbers-rtl", RTL, numbers),
    screen!("survey-200", TWICE, stars),
    screen!("survey-forced-colours", CONTRAST, faces),
    screen!("files", DESKTOP, files),
    screen!("files-dark", DARK, files),
    screen!("chats", DESKTOP, chats),
    screen!("chats-phone", SMALL, chats),
    screen!("chats-rtl", RTL, chats),
    screen!("save", DESKTOP, save),
    screen!("save-phone-dark", SMALL_DARK, save),
    screen!("desk", DESKTOP, desk),
    screen!("desk-dark", DARK, desk),
    screen!("desk-phone", SMALL, desk),
];

/// The shop page, before any intent.
async fn shop(ctx: Ctx) -> Result<()> {
    ctx.goto("/").await
}

/// The shop page with the window open.
async fn arrive(ctx: &Ctx, query: &str) -> Result<Visitor> {
    ctx.goto(&["/?", query].concat()).await?;
    let visitor = Visitor {
        page: ctx.page.clone(),
    };
    visitor.opens().await?;
    ctx.page.until_focus(FIELD).await?;
    Ok(visitor)
}

async fn welcome(ctx: Ctx) -> Result<()> {
    let _desk = Desk::opens(&ctx).await?;
    arrive(&ctx, "").await?;
    ctx.page.until(IS_LIVE).await
}

/// The dot beside the picture says that somebody is there.
const IS_LIVE: &str = "document.querySelector('session-chat').shadowRoot\
    .querySelector('.presence--there')";

async fn queued(ctx: &Ctx, query: &str) -> Result<(Visitor, Desk)> {
    let desk = Desk::opens(ctx).await?;
    let visitor = arrive(ctx, query).await?;
    visitor
        .says("My lamp arrived broken. Can I talk to a human?")
        .await?;
    desk.page.find(".conversation--waiting .accept").await?;
    Ok((visitor, desk))
}

async fn waiting(ctx: Ctx) -> Result<()> {
    queued(&ctx, "").await.map(drop)
}

/// A conversation as it might be.
async fn chat(ctx: &Ctx, query: &str) -> Result<(Visitor, Desk)> {
    let (visitor, desk) = queued(ctx, query).await?;
    desk.accepts().await?;
    let greeting = "Hi Ada, I am Sam. I can see **order 7412**. Which item arrived damaged?";
    desk.says(greeting).await?;
    visitor.says("The blue lamp. The shade is cracked.").await?;
    visitor.says("It was like that in the box.").await?;
    let answer = "A new shade is on its way, see https://example.org/orders/7412. Goodbye, Ada.";
    desk.says(answer).await?;
    visitor
        .hears("A new shade is on its way, see https://example.org/orders/7412. Goodbye, Ada.")
        .await?;
    Ok((visitor, desk))
}

async fn talking(ctx: Ctx) -> Result<()> {
    chat(&ctx, "endUsersCanEnd").await.map(drop)
}

async fn confirming(ctx: Ctx) -> Result<()> {
    chat(&ctx, "endUsersCanEnd").await?;
    if ctx.page.find(END).await.is_ok() && is_in_sight(&ctx).await? {
        ctx.page.click(END).await?;
    } else {
        ctx.page.click(">>> .header__options").await?;
        ctx.page.click(">>> .menu button").await?;
    }
    ctx.page.until_focus(KEEP).await
}

/// Whether the window is wide enough to have its button in the header (R2.2).
async fn is_in_sight(ctx: &Ctx) -> Result<bool> {
    let boxes = ctx
        .page
        .eval_on(END, "return element.getClientRects().length;")
        .await?;
    Ok(boxes != 0)
}

async fn end(ctx: &Ctx, query: &str) -> Result<(Visitor, Desk)> {
    let (visitor, desk) = chat(ctx, query).await?;
    desk.ends(Some("New shade sent")).await?;
    Ok((visitor, desk))
}

async fn ended(ctx: Ctx) -> Result<()> {
    end(&ctx, "").await?;
    ctx.page.find(PANEL).await.map(drop)
}

async fn reset(ctx: Ctx) -> Result<()> {
    end(&ctx, "afterEnd=reset").await?;
    ctx.page.find(PANEL).await.map(drop)
}

async fn reopen(ctx: Ctx) -> Result<()> {
    end(&ctx, "afterEnd=reopen").await?;
    ctx.page.find(">>> .composer__hint").await.map(drop)
}

async fn nobody_online(ctx: Ctx) -> Result<()> {
    let visitor = arrive(&ctx, "").await?;
    visitor.says("Is anybody there?").await?;
    ctx.page.find(">>> .banner__text").await.map(drop)
}

/// The assistant with what it answers to these keywords.
async fn rich(ctx: &Ctx, keywords: &[&str]) -> Result<()> {
    let _desk = Desk::opens(ctx).await?;
    let visitor = arrive(ctx, "").await?;
    visitor.says("Hello").await?;
    visitor.page.find(">>> .row--bot").await?;
    for (count, keyword) in (1..).zip(keywords) {
        visitor.says(keyword).await?;
        visitor.page.until_count(">>> .rich", count).await?;
    }
    // The pictures out of sight are loaded later.
    let all = "return element.querySelector('img')?.naturalWidth !== 0;";
    let list = ">>> .transcript__rows";
    visitor.page.until_element(list, all, &[]).await.map(drop)
}

async fn choices(ctx: Ctx) -> Result<()> {
    rich(&ctx, &["sizes", "colours"]).await?;
    ctx.page.click(">>> .rich .button:nth-child(2)").await?;
    ctx.page.find(">>> .rich [aria-pressed]").await.map(drop)
}

async fn cards(ctx: Ctx) -> Result<()> {
    rich(&ctx, &["time", "lamps"]).await
}

async fn media(ctx: Ctx) -> Result<()> {
    rich(&ctx, &["picture", "manual", "consent"]).await
}

async fn form(ctx: Ctx) -> Result<()> {
    rich(&ctx, &["form"]).await?;
    ctx.page.click(">>> .form [type=submit]").await?;
    ctx.page.until_focus(">>> .form [aria-invalid=true]").await
}

async fn gallery_as(ctx: &Ctx, query: &str) -> Result<()> {
    ctx.goto(&["/tests/pages/gallery/", query].concat()).await?;
    ctx.page.eval_async("await drawn;", vec![]).await?;
    ctx.page
        .until("document.querySelector('session-chat').shadowRoot.querySelector('.rich')")
        .await
}

async fn gallery(ctx: Ctx) -> Result<()> {
    gallery_as(&ctx, "").await
}

async fn gallery_dark_rtl(ctx: Ctx) -> Result<()> {
    gallery_as(&ctx, "?theme=dark&locale=ar").await
}

async fn pre_chat(ctx: Ctx) -> Result<()> {
    let desk = Desk::opens(&ctx).await?;
    desk.sets(&[("preChat", json!(true))]).await?;
    ctx.goto("/").await?;
    ctx.page.click(">>> .launcher").await?;
    ctx.page.click(">>> .pre-chat [type=submit]").await?;
    ctx.page
        .until_focus(">>> .pre-chat [aria-invalid=true]")
        .await
}

async fn survey(ctx: &Ctx, scale: &str) -> Result<()> {
    let (_visitor, desk) = chat(ctx, "").await?;
    desk.sets(&[("survey", json!(scale))]).await?;
    desk.ends(None).await?;
    ctx.page.click(">>> .survey__mark:nth-of-type(4)").await?;
    ctx.page.find(">>> .survey__input:checked").await.map(drop)
}

async fn stars(ctx: Ctx) -> Result<()> {
    survey(&ctx, "stars").await
}

async fn faces(ctx: Ctx) -> Result<()> {
    survey(&ctx, "faces").await
}

async fn numbers(ctx: Ctx) -> Result<()> {
    survey(&ctx, "numbers").await
}

async fn files(ctx: Ctx) -> Result<()> {
    let (_visitor, desk) = chat(&ctx, "").await?;
    desk.sets(&[("files", json!(true))]).await?;
    ctx.page.find(">>> .attach").await?;
    let chooses = "\
        const canvas = new OffscreenCanvas(480, 320);\
        const paint = canvas.getContext('2d');\
        const fill = (colour, ...place) => { paint.fillStyle = colour; paint.fillRect(...place); };\
        fill('#dbe6ee', 0, 0, 480, 320);\
        fill('#2d5d8c', 150, 60, 180, 130);\
        fill('#14201e', 236, 190, 8, 130);\
        fill('#f4f7f6', 226, 60, 6, 80);\
        const photo = await canvas.convertToBlob({ type: 'image/png' });\
        const held = new DataTransfer();\
        held.items.add(new File([photo], 'cracked-shade.png'));\
        held.items.add(new File(['What I saw'], 'note.txt'));\
        held.items.add(new File(['MZ'], 'setup.exe'));\
        const input = document.querySelector('session-chat').shadowRoot.querySelector('.attach__input');\
        input.files = held.files;\
        input.dispatchEvent(new Event('change'));";
    ctx.page.eval_async(chooses, vec![]).await?;
    ctx.page.find(">>> .file__preview").await?;
    ctx.page.find(">>> .toast").await.map(drop)
}

async fn chats(ctx: Ctx) -> Result<()> {
    let (visitor, desk) = chat(&ctx, "endUsersCanEnd").await?;
    ctx.page.click(">>> .header__chats").await?;
    ctx.page.click(">>> .chats .button--primary").await?;
    visitor.says("And do you ship to Norway?").await?;
    visitor.hears("assistant").await?;
    desk.says("Your parcel left our shop.").await?;
    desk.ends(None).await?;
    ctx.page.click(">>> .header__chats").await?;
    ctx.page.find(">>> .chats__ended").await.map(drop)
}

async fn save(ctx: Ctx) -> Result<()> {
    end(&ctx, "").await?;
    ctx.page.click(">>> .panel__save").await?;
    ctx.page.until_focus(">>> .save .button").await
}

/// The desk in the window that is pictured, the visitor in another one.
async fn desk(ctx: Ctx) -> Result<()> {
    ctx.goto("/desk/").await?;
    let desk = Desk {
        page: ctx.page.clone(),
    };
    desk.page.find(".online-switch").await?;
    let page = ctx.open("/").await?;
    let visitor = Visitor { page };
    visitor.opens().await?;
    visitor
        .says("My lamp arrived broken. Can I talk to a human?")
        .await?;
    desk.accepts().await?;
    desk.says("Hi Ada, I am Sam. Which item arrived damaged?")
        .await?;
    visitor.says("The blue lamp. The shade is cracked.").await?;
    desk.hears("The blue lamp. The shade is cracked.").await
}
