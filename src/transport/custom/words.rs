//! What an adapter is told, as plain values.

use super::calls::Visitor;
use crate::{
    domain::{
        EndedBy,
        effect::{Opens, Outgoing},
        offer::Rating,
    },
    value::Value,
};

/// The visitor.
pub fn visitor<V: Value>(visitor: &Visitor) -> V {
    let mut said = V::object();
    said.set("id", V::text(&visitor.id));
    said.set("name", some_text(visitor.name.as_deref()));
    said.set("email", some_text(visitor.email.as_deref()));
    said
}

/// A message on its way.
pub fn message<V: Value>(outgoing: &Outgoing) -> V {
    let opens = match outgoing.opens {
        Opens::Nothing => "nothing",
        Opens::New => "new",
        Opens::Again => "again",
    };
    let mut said = V::object();
    said.set("id", V::text(outgoing.id.as_str()));
    said.set("conversation", V::text(outgoing.conversation.as_str()));
    said.set("text", V::text(&outgoing.text));
    said.set("at", number(outgoing.at.0));
    said.set("opens", V::text(opens));
    said.set("alongside", V::truth(outgoing.alongside));
    let answer = outgoing.answer.as_ref().map(|answer| {
        let mut said = V::object();
        said.set("to", V::text(answer.to.as_str()));
        said.set(
            "values",
            V::from_json(&answer.values).unwrap_or_else(V::list),
        );
        said
    });
    said.set("answer", answer.unwrap_or_else(V::nothing));
    said
}

/// What the visitor thinks of a chat.
pub fn rating<V: Value>(rating: &Rating) -> V {
    let mut said = V::object();
    let score = rating.score.map(|score| V::number(score.into()));
    said.set("score", score.unwrap_or_else(V::nothing));
    said.set("comment", V::text(&rating.comment));
    said
}

/// By what the visitor ends a session.
pub const fn by(by: EndedBy) -> &'static str {
    match by {
        EndedBy::OptOut => "opt-out",
        _ => "end-user",
    }
}

fn some_text<V: Value>(text: Option<&str>) -> V {
    text.map_or_else(V::nothing, V::text)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 are exact in a double"
)]
fn number<V: Value>(ms: u64) -> V {
    V::number(ms as f64)
}
