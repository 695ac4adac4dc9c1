//! The answer to the survey after a chat (R2.7, R4.8): taken once.

use session_chat::domain::{BackendEvent, ConversationId, offer::Rating};

use super::{
    Engine,
    conversation::Conversation,
    effect::{Caller, Out},
    record::Happened,
};

/// The scores that any survey can have: a page may ask one of its own.
const ANY: (u8, u8) = (0, 10);
/// How many characters the words beside a score may have.
const COMMENT_CHARS: usize = 2_000;

impl Engine {
    pub(super) fn rate(
        &mut self,
        out: &mut Out,
        caller: &Caller,
        id: &ConversationId,
        rating: &Rating,
    ) {
        let rating = Rating {
            score: rating.score,
            comment: rating.comment.trim().to_owned(),
        };
        let bounds = self.settings.survey.map_or(ANY, |rule| rule.scale.bounds());
        let is_good = is_good(&rating, bounds);
        match self.own(caller, id) {
            Some(conversation) if is_good && conversation.is_rateable() => {
                conversation.record(out, Happened::Rated(rating.clone()));
                conversation.rating = Some(rating);
                conversation.tell(out, BackendEvent::Rated { is_taken: true });
            }
            known => {
                // The same once more: its sender has not heard that it was taken.
                let is_taken = known.is_some_and(|one| one.rating.as_ref() == Some(&rating));
                out.answer_of(caller, id, BackendEvent::Rated { is_taken });
            }
        }
    }
}

impl Conversation {
    const fn is_rateable(&self) -> bool {
        !self.is_live() && self.rating.is_none()
    }
}

fn is_good(rating: &Rating, (least, most): (u8, u8)) -> bool {
    let says_something = rating.score.is_some() || !rating.comment.is_empty();
    let is_within = rating
        .score
        .is_none_or(|score| (least..=most).contains(&score));
    says_something && is_within && rating.comment.chars().nth(COMMENT_CHARS).is_none()
}
