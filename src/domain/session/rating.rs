//! The survey after an end: what the end user answered goes to the backend, once, and to the page
//! with every try.

use super::{Phase, core::Core};
use crate::domain::{
    effect::{Command, Effect, HostEvent},
    end::Next,
    offer::Rating,
    view::{SurveyState, SurveyView},
};

impl Core {
    /// The end user answered the survey.
    pub fn rate(&mut self, rating: Rating, phase: &Phase, fx: &mut Vec<Effect>) {
        let is_due = matches!(
            self.conversation.survey,
            SurveyState::Open | SurveyState::Failed
        );
        if let (Some(conversation), true, Some(_)) = (
            self.conversation.resumable(),
            is_due,
            self.survey_after(phase),
        ) {
            self.conversation.survey = SurveyState::Sending;
            fx.push(Effect::Emit(HostEvent::Rated {
                conversation: conversation.clone(),
                rating: rating.clone(),
            }));
            fx.push(Effect::Backend(Command::Rate {
                conversation,
                rating,
            }));
        }
    }

    /// Whether the backend has taken the answer.
    pub fn rated(&mut self, is_taken: bool, fx: &mut Vec<Effect>) {
        if self.conversation.survey == SurveyState::Sending {
            self.conversation.survey = if is_taken {
                SurveyState::Taken
            } else {
                SurveyState::Failed
            };
            fx.push(Effect::Save);
        }
    }

    /// The survey after an end, as long as the window shows the chat that ended.
    pub fn survey_after(&self, phase: &Phase) -> Option<SurveyView> {
        let Phase::Ended(ended) = phase else {
            return None;
        };
        if ended.next == Next::Reset {
            return None;
        }
        Some(SurveyView {
            survey: self.offers.survey.clone()?,
            ended_by: ended.info.by,
            state: self.conversation.survey,
        })
    }
}
