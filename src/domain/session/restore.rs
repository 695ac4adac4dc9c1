//! What outlives a page load, written and read.

use super::{
    Ended, Live, Lost, Phase, Starting, Vacant,
    core::{Connection, Core, Notice},
    several,
};
use crate::domain::{
    conversation::Conversation,
    effect::{Command, Effect, Opens},
    end::Next,
    message::Delivery,
    outbox::{Outbox, Pending},
    policy,
    stored::{Stored, StoredPhase},
    transcript::Transcript,
    view::SurveyState,
};

/// Takes over what an earlier page of this visitor left.
pub fn restore(
    core: &mut Core,
    phase: Phase,
    stored: Option<Box<Stored>>,
    fx: &mut Vec<Effect>,
) -> Phase {
    let Some(stored) = stored else { return phase };
    if phase != Phase::None(Vacant) || core.conversation.id.is_some() {
        return phase;
    }
    let is_over = !matches!(stored.phase, StoredPhase::Running);
    if is_over && core.config.rules.end_chat_when_session_ends {
        // A reload is one of the ways to a new session-based chat (R1.2).
        fx.push(Effect::Forget);
        return phase;
    }
    let mut transcript = Transcript::default();
    transcript.merge(stored.messages);
    transcript.has_older = stored.has_older;
    // Where there was no room for the messages, what waits was kept alone.
    for pending in &stored.outbox {
        if !transcript.contains(&pending.id) {
            transcript.insert(pending.message());
        }
    }
    let opens_new = |pending: &Pending| pending.opens == Opens::New;
    let is_known = !stored.outbox.iter().any(opens_new);
    // The bytes of a file do not outlive the page, and after a day a message may have lost its sense.
    let (outbox, lapsed): (Vec<_>, Vec<_>) = stored.outbox.into_iter().partition(|pending| {
        pending.content.is_none() && core.now.since(pending.at) < policy::ASKED_AFTER_MS
    });
    core.conversation = Conversation {
        id: Some(stored.conversation),
        is_known,
        transcript,
        outbox: Outbox::restored(outbox),
        participant: stored.participant,
        queued_at: stored.queued_at,
        unread: stored.unread,
        survey: if stored.is_rated {
            SurveyState::Taken
        } else {
            SurveyState::Open
        },
        ..Conversation::default()
    };
    for pending in &lapsed {
        core.set_delivery(&pending.id, Delivery::Failed);
        core.notice = Some(Notice::LeftUnsent);
    }
    match stored.phase {
        StoredPhase::Running => {
            core.connection = Connection::Connecting(core.now);
            let resume = core.conversation.resumable();
            fx.push(Effect::Backend(Command::Connect { resume }));
            running(core)
        }
        StoredPhase::Ended(info) => {
            let next = core.next_after(&info);
            Phase::Ended(Ended::new(info, next))
        }
        StoredPhase::Lost(reason) => Phase::Lost(Lost {
            reason,
            unsent: None,
        }),
    }
}

/// The running session as it was last seen, until the backend says more.
fn running(core: &Core) -> Phase {
    let opens = |pending: &Pending| pending.opens != Opens::Nothing;
    if !core.conversation.is_known || core.conversation.outbox.pending().iter().any(opens) {
        return Phase::Starting(Starting {
            is_told: false,
            is_taken_over: !core.conversation.is_known,
        });
    }
    Phase::Live(Live::with(several::with(
        core.conversation.participant.clone(),
    )))
}

/// What a later page of this visitor needs; nothing where there is nothing to go on with.
pub fn stored(core: &Core, phase: &Phase) -> Option<Stored> {
    let conversation = core.conversation.id.clone()?;
    let phase = match phase {
        Phase::None(_) | Phase::Unavailable(_) => return None,
        Phase::Starting(_) | Phase::Live(_) | Phase::Inactive(_) | Phase::Ending(_) => {
            StoredPhase::Running
        }
        Phase::Ended(ended) if ended.next == Next::Reset => return None,
        Phase::Ended(_) | Phase::Lost(_) if core.config.rules.end_chat_when_session_ends => {
            return None;
        }
        Phase::Ended(ended) => StoredPhase::Ended(ended.info.clone()),
        Phase::Lost(lost) => StoredPhase::Lost(lost.reason),
    };
    Some(Stored {
        conversation,
        phase,
        messages: core.conversation.kept(),
        has_older: core.conversation.transcript.has_older,
        outbox: core.conversation.outbox.pending().to_vec(),
        participant: core.conversation.participant.clone(),
        queued_at: core.conversation.queued_at,
        open: core.is_open,
        unread: core.conversation.unread,
        is_rated: core.conversation.survey == SurveyState::Taken,
    })
}
