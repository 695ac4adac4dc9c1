//! Media types and which of them are worth compressing.

use std::path::Path;

/// The `content-type` of a file, by its extension.
///
/// `.wasm` must be `application/wasm`, or browsers fall back from streaming compilation.
#[must_use]
pub fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("txt" | "md" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether bytes of this type shrink enough to be worth the work.
pub(crate) fn compressible(content_type: &str) -> bool {
    content_type.starts_with("text/")
        || content_type.starts_with("application/json")
        || content_type == "application/wasm"
        || content_type == "image/svg+xml"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_is_typed_for_streaming_compilation() {
        assert_eq!(
            content_type(Path::new("a/session-chat_bg.wasm")),
            "application/wasm"
        );
        assert!(compressible("application/wasm"));
    }

    #[test]
    fn unknown_files_are_plain_bytes_and_stay_as_they_are() {
        assert_eq!(
            content_type(Path::new("LICENSE")),
            "application/octet-stream"
        );
        assert!(!compressible("image/png"));
    }
}
