//! The conversations of one visitor, as windows list them (R6.4).

use std::{cmp::Reverse, collections::BTreeSet};

use session_chat::domain::{
    Author, BackendEvent, Message, MessageId, message::Role, offer::Summary, text,
};

use super::{
    Engine, assistant,
    conversation::{Conversation, Stage},
    effect::{Caller, Out},
    prepared::written,
};

/// How many conversations are listed.
const MOST: usize = 50;
/// How many characters of the newest text.
const LAST_CHARS: usize = 120;

impl Engine {
    pub(super) fn answer_list(&mut self, out: &mut Out, caller: &Caller) {
        let list = self.list(&caller.visitor);
        out.answer(caller, BackendEvent::Conversations(written(&list)));
        self.told_lists.insert(caller.visitor.clone(), list);
    }

    /// Tells every visitor in whose conversations something has changed, once for all of it. One
    /// conversation alone is what its window shows anyway.
    pub(super) fn tell_lists(&mut self, out: &mut Out) {
        let conversations = out
            .saved()
            .iter()
            .filter_map(|id| self.conversations.get(id));
        let owners = conversations.filter_map(|one| one.visitor.clone());
        let visitors: BTreeSet<_> = owners.chain(out.left().iter().cloned()).collect();
        for visitor in visitors {
            let list = self.list(&visitor);
            let told = self.told_lists.get(&visitor);
            let has_several = list.len() > 1 || told.is_some_and(|told| told.len() > 1);
            if has_several && told != Some(&list) {
                out.tell(&visitor, BackendEvent::Conversations(written(&list)));
                self.told_lists.insert(visitor, list);
            }
        }
    }

    fn list(&self, visitor: &str) -> Vec<Summary> {
        let own = self.conversations.values();
        let own = own.filter(|one| one.is_of(visitor));
        let mut list: Vec<_> = own.map(Conversation::summary).collect();
        list.sort_by_key(|one| Reverse(one.at));
        list.truncate(MOST);
        list
    }
}

impl Conversation {
    fn summary(&self) -> Summary {
        let newest = self.messages.iter().rev().find(|one| one.text().is_some());
        Summary {
            id: self.id.clone(),
            participant: self.participant(),
            last: newest.map(line).unwrap_or_default(),
            at: newest.map_or(self.started, |newest| newest.at),
            ended: match &self.stage {
                Stage::Ended(end) => Some(end.clone()),
                _ => None,
            },
            unread: self.unread_by_visitor(),
        }
    }

    /// Who is there, or was there last.
    fn participant(&self) -> Option<Author> {
        match &self.stage {
            Stage::Talking { agent, .. } => Some(agent.clone()),
            Stage::WithBot(_) => Some(assistant()),
            Stage::Waiting { .. } | Stage::Ended(_) => {
                let mut said = self.messages.iter().rev().filter(|one| is_others(one));
                said.next().map(|message| message.author.clone())
            }
        }
    }

    fn unread_by_visitor(&self) -> u32 {
        let is_seen = |id: &MessageId| self.seen_by_visitor.as_ref() == Some(id);
        let newer = self.messages.iter().rev();
        let newer = newer.take_while(|message| !is_seen(&message.id));
        let unread = newer.filter(|message| is_others(message)).count();
        u32::try_from(unread).unwrap_or(u32::MAX)
    }
}

/// Whether somebody else said it to the end user.
fn is_others(message: &Message) -> bool {
    matches!(message.author.role, Role::Agent | Role::Bot) && !message.is_note()
}

/// What a message says, in one line: own ones hold no marks.
fn line(message: &Message) -> String {
    let said = message.text().unwrap_or_default();
    if message.is_own() {
        text::name(said, LAST_CHARS)
    } else {
        text::preview(said, LAST_CHARS)
    }
}
