//! Bodies of several parts.

use bytes::Bytes;
use serde_json::{Value, json};

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) media_type: Option<String>,
    pub(super) bytes: Bytes,
}

/// The parts of a body, or why it cannot be read.
pub(super) async fn parts(content_type: &str, body: Bytes) -> Result<Vec<Part>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let whole = futures_util::stream::once(async move { Ok::<_, std::io::Error>(body) });
    let mut form = multer::Multipart::new(whole, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|error| error.to_string())? {
        parts.push(Part {
            name: field.name().unwrap_or_default().to_owned(),
            file_name: field.file_name().map(str::to_owned),
            media_type: field.content_type().map(ToString::to_string),
            bytes: field.bytes().await.map_err(|error| error.to_string())?,
        });
    }
    Ok(parts)
}

/// What the log keeps: JSON parts as such, of others the file name, the type and the size.
pub(super) fn summary(parts: &[Part]) -> Value {
    parts
        .iter()
        .map(|part| {
            let value = serde_json::from_slice(&part.bytes).ok();
            // Browsers name a part that is not a text, whatever it is.
            let is_entry = part.file_name.is_none() || part.name == "messageEntry";
            let value: Option<Value> = value.filter(|_| is_entry);
            json!({
                "name": part.name,
                "fileName": part.file_name,
                "type": part.media_type,
                "bytes": part.bytes.len(),
                "value": value,
            })
        })
        .collect()
}
