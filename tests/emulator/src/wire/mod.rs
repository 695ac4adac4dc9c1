//! The HTTP side: which path does what.
//!
//! What is not listed here is answered with 404: among it the paths that some notes about the
//! service invent, such as `/conversations/…`, `/{id}/stream`, `/typingIndicator`, `/attachment`.

mod call;
mod carrier;
mod conversations;
mod cors;
mod deployment;
mod failure;
mod fields;
mod files;
mod gate;
mod messages;
mod multipart;
mod shape;
mod signals;
mod stream;
mod tokens;

use crate::control;
use crate::state::Shared;
use axum::Router;
use axum::routing::{delete, get, post};
use failure::Failure;
use std::sync::Arc;

/// All paths, with the gate before them.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let authorization = Router::new()
        .route(
            "/unauthenticated/access-token",
            post(tokens::unauthenticated),
        )
        .route("/authenticated/access-token", post(tokens::authenticated))
        .route("/continuation-access-token", get(tokens::continuation));
    let conversation = Router::new()
        .route("/list", get(conversations::list))
        .route(
            "/{id}",
            get(conversations::routing).delete(conversations::close),
        )
        .route("/{id}/session", delete(conversations::end_session))
        .route("/{id}/entries", get(conversations::entries))
        .route("/{id}/message", post(messages::message))
        .route("/{id}/file", post(files::file))
        .route("/{id}/entry", post(signals::typing))
        .route("/{id}/acknowledge-entries", post(signals::acknowledge));
    Router::new()
        .nest("/iamessage/api/v2/authorization", authorization)
        .route(
            "/iamessage/api/v2/conversation",
            post(conversations::create),
        )
        .nest("/iamessage/api/v2/conversation", conversation)
        .route(
            "/embeddedservice/v1/embedded-service-config",
            get(deployment::config),
        )
        .route("/embeddedservice/v1/businesshours", get(deployment::hours))
        .route(
            "/embeddedservice/v2/agent-availability",
            get(deployment::availability),
        )
        .route("/eventrouter/v1/sse", get(stream::open))
        .merge(control::router())
        .fallback(|| async { Failure::status(404) })
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&shared),
            gate::gate,
        ))
        .with_state(shared)
}
