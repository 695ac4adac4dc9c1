//! The engine of the in-browser backend: conversations, the assistant, the queue, the agent.
//!
//! Pure: [`Engine::update`] takes the moment and one [`Event`], and gives the next engine and the
//! [`Effect`]s to carry out; [`Engine::view`] is all that the desk may show, [`Engine::wake_at`]
//! the moment of the next [`Event::Woke`]. Ids of messages follow from their conversation's.
//!
//! * `visitor` answers the widgets, and `receive` takes their messages; `agent` carries out what
//!   the agent does, `bot` is the assistant, `clock` what time brings about.
//! * [`prepared`] holds messages of every kind, [`growth`] those that change over time, [`answer`]
//!   what is taken for an answer, [`files`] what is taken for a file.
//! * [`pre_chat`] and `rating` are what is asked before and after a chat, [`hours`] when somebody
//!   is there, `several` lists the conversations of one visitor.
//! * [`conversation`] and [`record`] are what is kept, `change` is how it changes.

mod agent;
pub mod answer;
mod bot;
pub mod calendar;
mod change;
mod clock;
pub mod conversation;
pub mod effect;
pub mod event;
pub mod files;
pub mod growth;
pub mod hours;
pub mod pre_chat;
pub mod prepared;
mod rating;
mod receive;
pub mod record;
pub mod settings;
mod several;
pub mod view;
mod visitor;

use std::collections::BTreeMap;

use session_chat::domain::{
    Author, BackendEvent, ConversationId, Instant,
    message::Role,
    offer::Summary,
    snapshot::{Availability, Queue},
};

use self::{
    conversation::{Conversation, Silence, Stage},
    effect::Out,
    hours::Doors,
    record::Happened,
};
pub use self::{
    effect::Effect,
    event::{Action, Event, Place},
    settings::Settings,
};

/// The number of the first ticket.
const FIRST_TICKET: u32 = 1001;

/// All conversations of a desk, and who answers in them.
#[derive(Clone, Debug)]
pub struct Engine {
    settings: Settings,
    place: Place,
    conversations: BTreeMap<ConversationId, Conversation>,
    next_ticket: u32,
    /// Whether the desk was open when it was last looked at.
    doors: Doors,
    /// The lists of conversations that visitors were last told.
    told_lists: BTreeMap<String, Vec<Summary>>,
}

/// What one event leads to.
#[derive(Debug)]
pub struct Outcome {
    /// The engine after it.
    pub engine: Engine,
    /// What must be done, in this order.
    pub effects: Vec<Effect>,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            conversations: BTreeMap::new(),
            next_ticket: FIRST_TICKET,
            place: Place::default(),
            doors: Doors::default(),
            told_lists: BTreeMap::new(),
        }
    }
}

impl Engine {
    /// The engine after `event`, and what must be done.
    #[must_use]
    pub fn update(mut self, now: Instant, event: Event) -> Outcome {
        let mut out = Out::new(now, self.place.site.clone());
        self.look_at_clock(now);
        match event {
            Event::Restored {
                conversations,
                settings,
                place,
            } => {
                out.site.clone_from(&place.site);
                self.place = place;
                self.restore(&mut out, conversations, settings);
            }
            Event::Visitor {
                caller,
                command,
                file,
            } => self.hear(&mut out, &caller, command, file),
            Event::Agent(action) => self.act(&mut out, action),
            Event::Woke => self.wake(&mut out),
        }
        // The hours may have been changed by it.
        self.look_at_clock(now);
        self.tell_queue(&mut out);
        self.tell_lists(&mut out);
        Outcome {
            engine: self,
            effects: out.into_effects(),
        }
    }

    /// One conversation.
    pub fn conversation(&self, id: &ConversationId) -> Option<&Conversation> {
        self.conversations.get(id)
    }

    /// The settings in force.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How many conversations the agent is in: the capacity that is taken.
    pub fn load(&self) -> usize {
        self.conversations
            .values()
            .filter(|conversation| conversation.is_talking())
            .count()
    }

    fn restore(
        &mut self,
        out: &mut Out,
        conversations: Vec<Conversation>,
        settings: Option<Settings>,
    ) {
        self.settings = settings.unwrap_or_default();
        for mut conversation in conversations {
            // Without a desk nobody could answer, so the time until now is nobody's silence.
            if conversation.silence != Silence::No {
                conversation.silence = Silence::Since(out.now);
            }
            for entry in &conversation.history {
                if let Happened::TicketMade(number) = entry.what {
                    self.next_ticket = self.next_ticket.max(number.saturating_add(1));
                }
            }
            self.conversations
                .insert(conversation.id.clone(), conversation);
        }
        out.open_desk();
    }

    fn agent(&self) -> Author {
        Author {
            role: Role::Agent,
            name: self.settings.agent_name.clone(),
        }
    }

    /// The waiting conversations, the longest wait first.
    fn waiting(&self) -> Vec<&Conversation> {
        let mut waiting: Vec<_> = self
            .conversations
            .values()
            .filter(|conversation| conversation.waiting_since().is_some())
            .collect();
        waiting.sort_by_key(|conversation| conversation.waiting_since());
        waiting
    }

    fn look_at_clock(&mut self, now: Instant) {
        let hours = self.settings.hours;
        let doors = hours.map(|hours| hours.doors(now, self.place.utc_offset_min));
        self.doors = doors.unwrap_or_default();
    }

    /// Whether an agent is there to be waited for.
    const fn is_staffed(&self) -> bool {
        self.settings.online && self.doors.is_open
    }

    /// What is told of the place `index`, counted from zero.
    fn place(&self, index: usize) -> Queue {
        let position = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        Queue {
            position: Some(position),
            // While nobody is there, no wait can be estimated.
            wait_ms: self
                .is_staffed()
                .then(|| u64::from(position).saturating_mul(self.settings.wait_per_place_ms)),
        }
    }

    fn place_of(&self, id: &ConversationId) -> Queue {
        self.waiting()
            .iter()
            .position(|waiting| waiting.id == *id)
            .map(|index| self.place(index))
            .unwrap_or_default()
    }

    /// What is told to those who wait for a person. Whatever the hours, they are in the queue.
    const fn hope(&self) -> Availability {
        if self.is_staffed() {
            Availability::Online
        } else {
            Availability::Away {
                back_at: self.doors.back_at,
            }
        }
    }

    /// What is told to those who have no conversation. Within the hours the assistant answers
    /// whoever is online.
    fn vacancy(&self) -> Availability {
        let back_at = self.doors.back_at;
        match self.settings.hours {
            Some(hours) if !self.doors.is_open && hours.leaves_messages => {
                Availability::Away { back_at }
            }
            Some(_) if !self.doors.is_open => Availability::Closed { back_at },
            _ => Availability::Online,
        }
    }

    fn availability_for(&self, conversation: &Conversation) -> Availability {
        match conversation.stage {
            // Only who waits for a person waits in vain while none is there.
            Stage::Waiting { .. } => self.hope(),
            Stage::WithBot(_) | Stage::Talking { .. } => Availability::Online,
            // What comes next is a new conversation.
            Stage::Ended(_) => self.vacancy(),
        }
    }

    /// Tells everybody whose place in the queue or whose hope of an answer has changed.
    fn tell_queue(&mut self, out: &mut Out) {
        let places: BTreeMap<_, _> = self
            .waiting()
            .iter()
            .enumerate()
            .map(|(index, waiting)| (waiting.id.clone(), self.place(index)))
            .collect();
        let hope = self.hope();
        for conversation in self.conversations.values_mut() {
            let place = places.get(&conversation.id).copied();
            if let Some(queue) = place.filter(|_| conversation.told_queue != place) {
                conversation.tell(out, BackendEvent::Waiting(queue));
            }
            conversation.told_queue = place;
            let availability = if place.is_some() {
                hope
            } else {
                Availability::Online
            };
            if conversation.told_availability != availability {
                conversation.told_availability = availability;
                conversation.tell(out, BackendEvent::Availability(availability));
            }
        }
    }
}

fn assistant() -> Author {
    Author {
        role: Role::Bot,
        name: "Assistant".into(),
    }
}
