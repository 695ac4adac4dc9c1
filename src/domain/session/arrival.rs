//! What an event changes in the core, and what of it goes on to the phase.

use super::{
    Phase,
    core::{Connection, Core, Notice},
    sending::{acknowledged, refused, retry},
    step::{Step, With},
};
use crate::domain::{
    effect::{Announcement, Command, Effect, HostEvent},
    end::Next,
    event::{BackendEvent, Event},
    message::{Body, Delivery, Message},
    offer::{Offers, PRE_CHAT},
    policy,
    rich::Answer,
    snapshot::{Snapshot, Status},
    time::Instant,
};

/// Changes the core by `event` and returns what concerns the phase, in order.
pub fn steps(core: &mut Core, phase: &Phase, event: Event, fx: &mut Vec<Effect>) -> Vec<Step> {
    let step = match event {
        Event::Backend(said) => return backend(core, phase, said, fx),
        Event::Composed(draft) => {
            let may = match &draft.answer {
                Some(answer) if answer.to.as_str() == PRE_CHAT => asks_first(core, phase),
                Some(answer) => may_answer(core, phase, answer),
                None => !asks_first(core, phase),
            };
            if !may {
                Core::refuse(draft, fx);
                return Vec::new();
            }
            Step::Compose(draft)
        }
        Event::Typed => Step::Typed,
        Event::EndAsked => Step::EndAsked,
        Event::EndCancelled => Step::EndCancelled,
        Event::EndConfirmed => Step::EndConfirmed,
        Event::NewAsked => Step::NewAsked,
        Event::Stayed => Step::Stayed,
        Event::Closed => {
            core.is_open = false;
            core.is_watched = false;
            Step::Closed
        }
        Event::Woke => {
            woke(core, fx);
            Step::Woke
        }
        event => {
            window(core, phase, event, fx);
            return Vec::new();
        }
    };
    vec![step]
}

/// Whether a form stands before the chat: nothing else starts it.
pub fn asks_first(core: &Core, phase: &Phase) -> bool {
    core.offers.pre_chat.is_some()
        && match phase {
            Phase::None(_) => true,
            Phase::Unavailable(unavailable) => unavailable.takes_messages(),
            // What has been written for the session that it opens.
            Phase::Ended(_) => core.offers.pre_chat_again && !core.conversation.outbox.is_empty(),
            _ => false,
        }
}

/// Whether something was written before it was known that a form stands before the chat, and has
/// not been sent yet.
fn is_ahead_of_form(core: &Core, phase: &Phase) -> bool {
    let mut waiting = core.conversation.outbox.pending().iter();
    matches!(phase, Phase::Starting(_))
        && core.offers.pre_chat.is_some()
        && !core.conversation.is_known
        && !core.hears_backend()
        && waiting.all(|pending| pending.answer.is_none())
}

/// Whether an answer can be given now: a question is answered once, and while its session runs.
fn may_answer(core: &Core, phase: &Phase, answer: &Answer) -> bool {
    phase.takes_answers() && core.conversation.transcript.answer_to(&answer.to).is_none()
}

/// Events that concern the window and the browser, whatever the phase.
fn window(core: &mut Core, phase: &Phase, event: Event, fx: &mut Vec<Effect>) {
    match event {
        Event::Opened => {
            core.is_open = true;
            if core.connection == Connection::Idle {
                core.connection = Connection::Connecting(core.now);
                let resume = core.conversation.resumable();
                fx.push(Effect::Backend(Command::Connect { resume }));
            }
            fx.push(Effect::Save);
        }
        Event::Retried(id) => retry(core, phase, &id, fx),
        Event::Discarded(id) => {
            core.conversation.outbox.take(&id);
            let transcript = &mut core.conversation.transcript;
            // The backend holds the bytes of a file, of one that was given up as well.
            if matches!(transcript.get(&id).map(|it| &it.body), Some(Body::Rich(_))) {
                fx.push(Effect::Backend(Command::Cancel(id.clone())));
            }
            transcript.remove(&id);
            fx.push(Effect::SaveNow);
        }
        Event::NoticeDismissed => core.notice = None,
        Event::OffersUnreadable => {
            // Nobody is locked out by a form that is not there.
            core.offers = Offers::default();
            fx.push(Effect::Emit(HostEvent::Error("offers-unreadable")));
        }
        Event::Returned => reconnect(core, fx),
        Event::Rated(rating) => core.rate(rating, phase, fx),
        Event::UnseenElsewhere(count) => core.several.unread = count,
        Event::SeenElsewhere => {
            core.conversation.unread = 0;
            core.conversation.mark = None;
        }
        Event::Listed(is_listed) => core.show_list(is_listed, fx),
        Event::Seen => {
            core.is_watched = true;
            see(core, phase, fx);
        }
        Event::Unseen => {
            core.is_watched = false;
            core.conversation.mark = None;
        }
        Event::OlderWanted => {
            let oldest = core
                .conversation
                .transcript
                .messages()
                .next()
                .map(|m| m.id.clone());
            if let (Some(conversation), Some(before)) = (core.conversation.resumable(), oldest) {
                fx.push(Effect::Backend(Command::Older {
                    conversation,
                    before,
                }));
            }
        }
        Event::NetworkChanged { online } => {
            core.is_online = online;
            if online {
                reconnect(core, fx);
            }
        }
        Event::StorageFailed => core.notice = Some(Notice::NotKept),
        // Named one by one where they are handled; they do not come here.
        Event::Restored(_)
        | Event::ClearAsked
        | Event::Switched(_)
        | Event::ParkedFound(_)
        | Event::Closed
        | Event::Composed(_)
        | Event::Typed
        | Event::EndAsked
        | Event::EndCancelled
        | Event::EndConfirmed
        | Event::NewAsked
        | Event::Stayed
        | Event::Woke
        | Event::Backend(_) => {}
    }
}

/// Asks at once for what was missed, if the backend was ever asked for anything.
fn reconnect(core: &Core, fx: &mut Vec<Effect>) {
    if core.connection != Connection::Idle {
        let resume = core.conversation.resumable();
        fx.push(Effect::Backend(Command::Connect { resume }));
    }
}

/// What the backend said.
fn backend(core: &mut Core, phase: &Phase, said: BackendEvent, fx: &mut Vec<Effect>) -> Vec<Step> {
    let step = match said {
        BackendEvent::Connected(snapshot) => return connected(core, phase, *snapshot, fx),
        BackendEvent::WithBot(author) => Step::Running(With::Bot(author)),
        BackendEvent::Waiting(queue) => Step::Running(With::Queue(queue)),
        BackendEvent::Talking(author) => Step::Running(With::Agent(author)),
        BackendEvent::Inactive { ends_at } => Step::Warned(ends_at),
        BackendEvent::Active => Step::Active,
        BackendEvent::Ended(info) => Step::Ended(info),
        BackendEvent::EndRefused => Step::EndRefused,
        BackendEvent::Lost(reason) => Step::Lost(reason),
        BackendEvent::StartRefused(availability) => Step::StartRefused(availability),
        BackendEvent::Availability(availability) => {
            core.availability = availability;
            Step::Availability(availability)
        }
        BackendEvent::Offers(offers) => {
            core.offers = core.offers.with(offers);
            if !is_ahead_of_form(core, phase) {
                return Vec::new();
            }
            Step::PreChatRefused
        }
        BackendEvent::Acknowledged { id, at } => return acknowledged(core, &id, at, fx),
        BackendEvent::Message(message) => return receive(core, phase, &message, fx),
        BackendEvent::Refused { id, why } => return refused(core, &id, why, fx),
        said => {
            heard(core, phase, said, fx);
            return Vec::new();
        }
    };
    vec![step]
}

/// What the backend said that moves no phase.
fn heard(core: &mut Core, phase: &Phase, said: BackendEvent, fx: &mut Vec<Effect>) {
    match said {
        BackendEvent::Connecting | BackendEvent::Disconnected => {
            core.conversation.typing = None;
            core.conversation.outbox.interrupt();
            if !matches!(core.connection, Connection::Connecting(_)) {
                core.connection = Connection::Connecting(core.now);
            }
        }
        BackendEvent::Stale => core.connection = Connection::Stale,
        BackendEvent::Older {
            messages,
            has_older,
        } => {
            core.conversation.transcript.merge(messages);
            core.conversation.transcript.has_older = has_older;
        }
        BackendEvent::Typing { author, active } if phase.sends() => {
            core.hear_typing(author, active, fx);
        }
        BackendEvent::Delivered(id) => {
            core.conversation
                .transcript
                .advance(&id, Delivery::Delivered);
        }
        BackendEvent::Read(id) => core.conversation.transcript.advance(&id, Delivery::Read),
        BackendEvent::Allowed(allowed) => core.allowed = allowed,
        BackendEvent::Progress { id, percent } => {
            core.conversation.outbox.prolong(&id, core.now);
            core.conversation.transcript.advance_file(id, percent);
        }
        BackendEvent::Rated { is_taken } => core.rated(is_taken, fx),
        BackendEvent::Conversations(list) => core.several.list = list,
        BackendEvent::Settings(change) => {
            let rules = core.config.rules.changed(&change);
            if policy::check(&rules).is_err() {
                fx.push(Effect::Emit(HostEvent::Error("config-conflict")));
            } else if rules != core.config.rules {
                core.config.rules = rules;
                fx.push(Effect::Emit(HostEvent::SettingsApplied));
                // On a page that has just come nobody has been under the old ones.
                if core.was_live {
                    core.notice = Some(Notice::SettingsChanged);
                }
            }
        }
        BackendEvent::ClearFailed => {
            core.notice = Some(Notice::ClearFailed);
            fx.push(Effect::Emit(HostEvent::Error("clear-failed")));
        }
        // Somebody types into a session that is over, and what was cleared here is cleared there:
        // nothing is left to do. The others are handled before they come here.
        BackendEvent::Typing { .. }
        | BackendEvent::Cleared
        | BackendEvent::Connected(_)
        | BackendEvent::WithBot(_)
        | BackendEvent::Waiting(_)
        | BackendEvent::Talking(_)
        | BackendEvent::Inactive { .. }
        | BackendEvent::Active
        | BackendEvent::Ended(_)
        | BackendEvent::EndRefused
        | BackendEvent::Lost(_)
        | BackendEvent::StartRefused(_)
        | BackendEvent::Availability(_)
        | BackendEvent::Acknowledged { .. }
        | BackendEvent::Refused { .. }
        | BackendEvent::Offers(_)
        | BackendEvent::Message(_) => {}
    }
}

/// The connection stands: takes over what happened while away.
fn connected(
    core: &mut Core,
    phase: &Phase,
    snapshot: Snapshot,
    fx: &mut Vec<Effect>,
) -> Vec<Step> {
    if std::mem::take(&mut core.is_break_told) {
        fx.push(Effect::Announce(Announcement::Reconnected));
    }
    core.connection = Connection::Live;
    core.was_live = true;
    core.availability = snapshot.availability;
    core.allowed = snapshot.allowed;
    core.conversation.outbox.interrupt();
    if core.config.rules.multiple_conversations {
        fx.push(Effect::Backend(Command::Conversations));
    }
    let mut steps = vec![Step::Availability(snapshot.availability)];
    let is_ours = match (&core.conversation.id, &snapshot.conversation) {
        (Some(ours), Some(theirs)) => ours == theirs,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if !is_ours {
        // The backend knows of no conversation, or of another one than this window shows.
        steps.push(match snapshot.status {
            Status::Lost(reason) => Step::Lost(reason),
            _ => Step::Idle,
        });
        return steps;
    }
    core.conversation.id = snapshot.conversation;
    core.conversation.is_known = true;
    steps.extend(catch_up(core, phase, snapshot.messages, fx));
    core.conversation.transcript.has_older |= snapshot.has_older;
    steps.push(match snapshot.status {
        Status::None => Step::Idle,
        Status::WithBot(author) => Step::Running(With::Bot(author)),
        Status::Waiting(queue) => Step::Running(With::Queue(queue)),
        Status::Talking(author) => Step::Running(With::Agent(author)),
        Status::Ended(info) => Step::Ended(info),
        Status::Lost(reason) => Step::Lost(reason),
    });
    steps.extend(snapshot.ends_at.map(Step::Warned));
    fx.push(Effect::Save);
    steps
}

/// Fills the gap of an absence. What came while away counts as unread, but history does not,
/// and nothing of it is announced one by one.
fn catch_up(
    core: &mut Core,
    phase: &Phase,
    messages: Vec<Message>,
    fx: &mut Vec<Effect>,
) -> Vec<Step> {
    let newest_known = core
        .conversation
        .transcript
        .messages()
        .next_back()
        .map(|newest| newest.at);
    // What arrived although its acknowledgement did not.
    let arrived: Vec<_> = messages
        .iter()
        .filter(|message| message.is_own())
        .map(|own| (own.id.clone(), own.at))
        .collect();
    let fresh = core.conversation.transcript.merge(messages);
    let steps = arrived
        .into_iter()
        .flat_map(|(id, at)| acknowledged(core, &id, at, fx))
        .collect();
    let Some(newest_known) = newest_known else {
        if core.is_watched && !fresh.is_empty() {
            see(core, phase, fx);
        }
        return steps;
    };
    let mut missed = 0_u32;
    for message in &fresh {
        if message.at < newest_known || message.is_note() {
            continue;
        }
        tell_host(message, fx);
        if !message.is_own() {
            missed = missed.saturating_add(1);
            if !core.is_watched {
                core.conversation.count_unread(&message.id);
            }
        }
    }
    if missed > 0 {
        fx.push(Effect::Announce(Announcement::Messages(missed)));
        if core.is_watched {
            see(core, phase, fx);
        }
    }
    steps
}

/// A message came in, from this tab, another one, or the other side.
fn receive(core: &mut Core, phase: &Phase, message: &Message, fx: &mut Vec<Effect>) -> Vec<Step> {
    if core.conversation.id.is_none() || is_after_end(phase, message.at) {
        return Vec::new();
    }
    let steps = if message.is_own() {
        acknowledged(core, &message.id, message.at, fx)
    } else {
        Vec::new()
    };
    let was_partial = core.conversation.transcript.is_partial(&message.id);
    let is_new = core.conversation.transcript.insert(message.clone());
    if is_new || was_partial {
        fx.push(Effect::Save);
        // What comes bit by bit is told once, when all of it is there.
        if message.partial {
            core.conversation.typing = None;
        } else if !message.is_note() {
            tell_host(message, fx);
            hear(core, phase, message, fx);
        }
    }
    steps
}

/// Somebody else said something: it is announced, and counts as unread unless it is seen.
fn hear(core: &mut Core, phase: &Phase, message: &Message, fx: &mut Vec<Effect>) {
    if message.is_own() {
        return;
    }
    core.conversation.typing = None;
    core.announce(&message.author, message.text().unwrap_or_default(), fx);
    if core.is_watched {
        see(core, phase, fx);
    } else {
        core.conversation.count_unread(&message.id);
    }
}

/// Whether a message was written after its session had ended (R1.4): it belongs to nobody.
fn is_after_end(phase: &Phase, at: Instant) -> bool {
    match phase {
        Phase::Ended(ended) => ended.next == Next::Reset || at > ended.info.at,
        Phase::Lost(_) | Phase::None(_) | Phase::Unavailable(_) => true,
        Phase::Starting(_) | Phase::Live(_) | Phase::Inactive(_) | Phase::Ending(_) => false,
    }
}

fn tell_host(message: &Message, fx: &mut Vec<Effect>) {
    if let Some(text) = message.text() {
        fx.push(Effect::Emit(HostEvent::Message {
            id: message.id.clone(),
            author: message.author.clone(),
            text: text.to_owned(),
            at: message.at,
        }));
    }
}

/// The visitor sees the newest message: nothing is unread, and the other side may know it.
fn see(core: &mut Core, phase: &Phase, fx: &mut Vec<Effect>) {
    if core.conversation.unread > 0 {
        core.conversation.unread = 0;
        // At once: it is unread in the other tabs until they learn of it.
        fx.push(Effect::SaveNow);
    }
    // What is over is read on, where it can be opened again from the list.
    let is_read = phase.sends()
        || (core.config.rules.multiple_conversations && matches!(phase, Phase::Ended(_)));
    if !is_read || !core.hears_backend() {
        return;
    }
    let Some(conversation) = core.conversation.resumable() else {
        return;
    };
    if let Some(id) = core.conversation.newly_read() {
        fx.push(Effect::Backend(Command::Read { conversation, id }));
    }
}

/// Time went by: ends what lasts only for a while.
fn woke(core: &mut Core, fx: &mut Vec<Effect>) {
    if core
        .conversation
        .typing
        .as_ref()
        .is_some_and(|typing| typing.until <= core.now)
    {
        core.conversation.typing = None;
    }
    core.flush_burst(fx);
    if core.is_break_long() && core.conversation.is_known && !core.is_break_told {
        core.is_break_told = true;
        fx.push(Effect::Announce(Announcement::Reconnecting));
    }
}
