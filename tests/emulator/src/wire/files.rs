//! Files that an end user sends.

use super::call::Call;
use super::failure::Failure;
use super::fields::Fields;
use super::messages::{Accepted, FIELDS, accept};
use super::multipart::{self, Part};
use crate::script::{self, Happening};
use crate::settings::FileSettings;
use crate::state::{Shared, StoredFile};
use axum::extract::{Path, State};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn file(
    State(shared): State<Arc<Shared>>,
    Path(conversation): Path<String>,
    call: Call,
) -> Result<Accepted, Failure> {
    let kind = call.header("content-type").unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Err(Failure::bad("Content-Type is not multipart/form-data"));
    }
    let parts = multipart::parts(kind, call.body.clone())
        .await
        .map_err(|error| Failure::bad(format!("The parts cannot be read: {error}")))?;
    let (accepted, id) = {
        let mut state = shared.state();
        call.open(&state, &conversation)?;
        let (fields, file) = both(&parts)?;
        let message =
            fields
                .object("message")?
                .only(&["id", "fileId", "text", "inReplyToMessageId"])?;
        let (id, file_id) = (message.uuid("id")?, message.uuid("fileId")?);
        let media_type = allowed(&state.settings.files, file)?;
        let name = file.file_name.as_deref().unwrap_or_default();
        let url = format!("{}/control/files/{file_id}", shared.base_url);
        let mut content = json!({"formatType": "Attachments", "attachments": [{
            "id": file_id,
            "name": name,
            "mimeType": media_type,
            "url": url,
            "referenceId": file_id,
            "attachmentUploadResult": {"resultType": "CompletedAttachmentUploadResult"},
        }]});
        if let (Some(text), Some(content)) = (message.maybe_text("text")?, content.as_object_mut())
        {
            content.insert("text".to_owned(), json!(text));
        }
        let mut stored = json!({
            "id": id, "messageType": "StaticContentMessage", "staticContent": content,
        });
        let reply = message.maybe_text("inReplyToMessageId")?;
        if let (Some(reply), Some(stored)) = (reply, stored.as_object_mut()) {
            stored.insert("inReplyToMessageId".to_owned(), json!(reply));
        }
        let accepted = accept(&mut state, &conversation, &fields, id, stored)?;
        state.files.push(StoredFile {
            id: file_id.to_owned(),
            media_type,
            bytes: file.bytes.clone(),
        });
        (accepted, id.to_owned())
    };
    shared.changed.notify_waiters();
    script::react(&shared, &conversation, Happening::Said(id));
    Ok(accepted)
}

/// The part about the message, and the file.
fn both(parts: &[Part]) -> Result<(Fields, &Part), Failure> {
    let known = ["messageEntry", "fileData"];
    if let Some(part) = parts
        .iter()
        .find(|part| !known.contains(&part.name.as_str()))
    {
        return Err(Failure::bad(format!("Unknown part {}", part.name)));
    }
    let named = |name: &str| {
        let part = parts.iter().find(|part| part.name == name);
        part.ok_or_else(|| Failure::bad(format!("The part {name} is missing")))
    };
    let (entry, file) = (named("messageEntry")?, named("fileData")?);
    let kind = entry.media_type.as_deref().unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(Failure::bad(
            "The part messageEntry is not application/json",
        ));
    }
    let value: Value = serde_json::from_slice(&entry.bytes)
        .map_err(|error| Failure::bad(format!("The part messageEntry is not JSON: {error}")))?;
    let fields = Fields::of("", value)?.only(FIELDS)?;
    if file.file_name.as_deref().unwrap_or_default().is_empty() {
        return Err(Failure::bad("The part fileData has no file name"));
    }
    Ok((fields, file))
}

/// The media type of a file that is taken.
fn allowed(settings: &FileSettings, file: &Part) -> Result<String, Failure> {
    if file.bytes.is_empty() {
        return Err(Failure::bad("The file is empty"));
    }
    if file.bytes.len() > settings.most_bytes {
        return Err(Failure::status(413));
    }
    let kind = file.media_type.as_deref().unwrap_or_default();
    let taken = settings.types.iter().any(|taken| {
        kind == taken.as_str() || (taken.ends_with('/') && kind.starts_with(taken.as_str()))
    });
    if taken {
        Ok(kind.to_owned())
    } else {
        Err(Failure::new(
            415,
            format!("Files of type {kind} are not supported"),
        ))
    }
}
