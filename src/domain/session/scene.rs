//! The view of a session: design.md's table of what the visitor sees in each phase, as a function.

use super::{
    Live, Phase,
    arrival::asks_first,
    core::{Connection, Core, Notice},
    live::may_end,
    step::With,
};
use crate::domain::{
    end::Next,
    message::Author,
    policy,
    snapshot::Availability,
    view::{
        Actions, Banner, Confirmation, ConnectionName, Ended, Foot, Header, HeaderStatus, Hint,
        Panel, PhaseName, View,
    },
};

/// What the window may see.
pub fn view(core: &Core, phase: &Phase) -> View {
    let is_cleared = phase.is_reset();
    View {
        open: core.is_open,
        phase: name(phase),
        conversation: core.conversation.id.clone(),
        header: header(core, phase),
        banner: banner(core, phase),
        foot: foot(core, phase),
        confirmation: confirmation(core, phase),
        typing: core
            .conversation
            .typing
            .as_ref()
            .map(|typing| typing.author.clone()),
        unread: core.conversation.unread.saturating_add(core.several.unread),
        unread_elsewhere: core.several.unread,
        actions: actions(core, phase),
        connection: connection(core),
        ended: match phase {
            Phase::Ended(ended) => Some(Ended {
                info: ended.info.clone(),
                next: ended.next,
            }),
            _ => None,
        },
        transcript_version: core.conversation.transcript.version(),
        rows: if is_cleared {
            0
        } else {
            core.conversation.transcript.len()
        },
        has_older: !is_cleared && core.conversation.transcript.has_older,
        survey: core.survey_after(phase),
        conversations: core.several.list.clone(),
        is_listed: core.several.is_listed,
    }
}

const fn name(phase: &Phase) -> PhaseName {
    match phase {
        Phase::None(_) => PhaseName::None,
        Phase::Starting(_) => PhaseName::Starting,
        Phase::Live(live) => match live.with {
            With::Bot(_) => PhaseName::WithBot,
            With::Queue(_) => PhaseName::Waiting,
            With::Agent(_) => PhaseName::Talking,
        },
        Phase::Inactive(_) => PhaseName::Inactive,
        Phase::Ending(_) => PhaseName::Ending,
        Phase::Ended(_) => PhaseName::Ended,
        Phase::Lost(_) => PhaseName::Lost,
        Phase::Unavailable(_) => PhaseName::Unavailable,
    }
}

const fn connection(core: &Core) -> ConnectionName {
    match core.connection {
        _ if !core.is_online => ConnectionName::Offline,
        Connection::Idle => ConnectionName::Offline,
        Connection::Connecting(_) => ConnectionName::Connecting,
        Connection::Live => ConnectionName::Live,
        Connection::Stale => ConnectionName::Stale,
    }
}

fn header(core: &Core, phase: &Phase) -> Header {
    let (status, present) = match phase {
        Phase::None(_) => (HeaderStatus::Welcome, true),
        Phase::Starting(_) if matches!(core.availability, Availability::Online) => {
            (HeaderStatus::Connecting, false)
        }
        Phase::Starting(_) => (HeaderStatus::Away(core.availability), false),
        Phase::Live(live) => match &live.with {
            With::Bot(_) => (HeaderStatus::Automated, true),
            With::Queue(queue) => (HeaderStatus::Queued(*queue), false),
            With::Agent(_) => (HeaderStatus::Agent, true),
        },
        Phase::Inactive(inactive) => (HeaderStatus::EndsAt(inactive.ends_at), true),
        Phase::Ending(_) => (HeaderStatus::Ending, true),
        Phase::Ended(_) => (HeaderStatus::Ended, false),
        Phase::Lost(_) => (HeaderStatus::Lost, false),
        Phase::Unavailable(unavailable) => (HeaderStatus::Away(unavailable.availability), false),
    };
    let is_cleared = phase.is_reset();
    Header {
        participant: core
            .conversation
            .participant
            .clone()
            .filter(|_| !is_cleared),
        status,
        present: present && core.hears_backend(),
    }
}

fn banner(core: &Core, phase: &Phase) -> Option<Banner> {
    let is_running = phase.sends() || matches!(phase, Phase::Ending(_));
    // The answer to what the end user just did, and most likely given by the lack of a connection
    // that the other banners tell of (R2.4).
    match core.notice {
        Some(Notice::EndRefused) if is_running => return Some(Banner::EndRefused),
        Some(Notice::OutboxFull) if is_running => return Some(Banner::OutboxFull),
        _ => (),
    }
    if !core.is_online && (is_running || !core.hears_backend()) {
        return Some(Banner::Offline);
    }
    if is_running && !core.hears_backend() {
        if !matches!(core.availability, Availability::Online) {
            return Some(Banner::NobodyOnline);
        }
        if core.is_break_long() {
            return Some(Banner::Reconnecting);
        }
    }
    if is_running && core.connection == Connection::Stale {
        return Some(Banner::Stale);
    }
    if let Phase::Inactive(inactive) = phase {
        return Some(Banner::StillThere {
            ends_at: inactive.ends_at,
        });
    }
    core.notice.map(|notice| match notice {
        Notice::EndRefused => Banner::EndRefused,
        Notice::ClearFailed => Banner::ClearFailed,
        Notice::OutboxFull => Banner::OutboxFull,
        Notice::NotKept => Banner::NotKept,
        Notice::LeftUnsent => Banner::LeftUnsent,
        Notice::SettingsChanged => Banner::SettingsChanged,
    })
}

fn foot(core: &Core, phase: &Phase) -> Foot {
    if asks_first(core, phase)
        && let Some(form) = &core.offers.pre_chat
    {
        return Foot::Panel(Panel::PreChat {
            form: form.clone(),
            refused: core.conversation.transcript.refused().cloned(),
        });
    }
    match phase {
        Phase::Ending(_) => Foot::Locked,
        Phase::Ended(ended) => match ended.next {
            Next::ReadOnly => Foot::Panel(Panel::Ended),
            Next::Reset => Foot::Panel(Panel::Reset),
            Next::Reopen => Foot::Composer {
                hint: Some(Hint::Reopens),
            },
        },
        Phase::Lost(lost) => Foot::Panel(Panel::Lost(lost.reason)),
        Phase::Unavailable(unavailable) => match unavailable.availability {
            Availability::Closed { .. } => {
                Foot::Panel(Panel::Unavailable(unavailable.availability))
            }
            _ => Foot::Composer {
                hint: Some(Hint::Waits),
            },
        },
        Phase::Starting(_)
        | Phase::Live(Live {
            with: With::Queue(_),
            ..
        }) if !matches!(core.availability, Availability::Online) => Foot::Composer {
            hint: Some(Hint::Waits),
        },
        Phase::None(_) | Phase::Starting(_) | Phase::Live(_) | Phase::Inactive(_) => {
            Foot::Composer { hint: None }
        }
    }
}

fn confirmation(core: &Core, phase: &Phase) -> Option<Confirmation> {
    let (Phase::Live(live) | Phase::Inactive(super::Inactive { live, .. })) = phase else {
        return None;
    };
    let Live {
        is_confirming: true,
        with,
    } = live
    else {
        return None;
    };
    let participant: Option<Author> = match with {
        With::Agent(author) | With::Bot(author) => Some(author.clone()),
        With::Queue(_) => core.conversation.participant.clone(),
    };
    Some(Confirmation { participant })
}

fn actions(core: &Core, phase: &Phase) -> Actions {
    let is_over = matches!(phase, Phase::Ended(_) | Phase::Lost(_));
    let can_send = matches!(foot(core, phase), Foot::Composer { .. });
    let can_start_beside = core.config.rules.multiple_conversations && phase.sends();
    let offers_others = policy::offers_other_channels(&core.config.rules);
    Actions {
        send: can_send,
        attach: core.offers.files.clone().filter(|_| can_send),
        answer: phase.takes_answers(),
        end: may_end(core)
            && matches!(
                phase,
                Phase::Starting(_) | Phase::Live(_) | Phase::Inactive(_)
            ),
        start_new: is_over || can_start_beside,
        save: !core.conversation.transcript.is_empty(),
        other_channels: if offers_others {
            core.config.rules.other_channels.clone()
        } else {
            Vec::new()
        },
    }
}
