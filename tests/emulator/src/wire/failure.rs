//! Answers that say what was wrong.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// An error answer: JSON with `message` and `code`, or `errorCode` for 423.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    message: String,
    retry_after: Option<u64>,
}

impl Failure {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            message: message.into(),
            retry_after: None,
        }
    }

    /// The answer that a status usually comes with.
    pub(super) fn status(status: u16) -> Self {
        let message = match status {
            400 => "Bad request",
            401 => "Token is invalid or expired",
            403 => "Permission Denied",
            404 => "Not found",
            409 => "Conversation already exists",
            412 => "Conversation Precondition failed",
            413 => "The file is too large",
            415 => "The file type is not supported",
            417 => "There is no messaging session",
            423 => "The organisation is under maintenance",
            429 => "Too many requests",
            _ => "Something went wrong",
        };
        Self::new(status, message)
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(super) fn too_many(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::status(429)
        }
    }

    fn code(&self) -> &'static str {
        match self.status.as_u16() {
            400 => "BAD_REQUEST",
            401 => "UNAUTHORIZED",
            403 => "FORBIDDEN",
            404 => "NOT_FOUND",
            409 => "CONFLICT",
            412 => "PRECONDITION_FAILED",
            413 => "PAYLOAD_TOO_LARGE",
            415 => "UNSUPPORTED_MEDIA_TYPE",
            417 => "EXPECTATION_FAILED",
            423 => "ORG_UNDER_MAINTENANCE",
            429 => "TOO_MANY_REQUESTS",
            _ => "UNKNOWN",
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let key = if self.status == StatusCode::LOCKED {
            "errorCode"
        } else {
            "code"
        };
        let body = json!({"message": self.message, key: self.code()});
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
