//! Event streams that the browsers' own readers agree on, whole, byte by byte and split everywhere.

use std::path::PathBuf;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};

use crate::transport::salesforce::sse::Reader;

/// What a stream says in these chunks: its events, the id after them, the wish of the server.
fn read<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Json>, String, Option<u64>) {
    let mut reader = Reader::default();
    let mut events = Vec::new();
    for chunk in chunks {
        reader
            .feed(chunk, |frame| {
                events.push(json!({ "type": frame.event, "data": frame.data }));
            })
            .unwrap();
    }
    let last_id = reader.last_id().unwrap_or_default().to_owned();
    (events, last_id, reader.retry_ms())
}

#[test]
fn s20_the_vectors_read_the_same_however_they_are_cut() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/sse-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not here", path.display());
        return;
    };
    let corpus: Json = serde_json::from_str(&text).unwrap();
    let vectors = corpus["vectors"].as_array().unwrap();
    for vector in vectors {
        let name = vector["name"].as_str().unwrap();
        let bytes = STANDARD
            .decode(vector["bytes_b64"].as_str().unwrap())
            .unwrap();
        let whole = read([&*bytes]);
        let wanted: Vec<_> = vector["expect_events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| json!({ "type": event["type"], "data": event["data"] }))
            .collect();
        assert_eq!(whole.0, wanted, "{name}");
        if let Some(id) = vector["expect_last_event_id"].as_str() {
            assert_eq!(whole.1, id, "{name}");
        }
        if let Some(ms) = vector["expect_retry_ms"].as_u64() {
            assert_eq!(whole.2, Some(ms), "{name}");
        }
        assert_eq!(read(bytes.chunks(1)), whole, "{name} byte by byte");
        // A long stream repeats itself.
        for at in 0..bytes.len().min(600) {
            let (first, second) = bytes.split_at(at);
            assert_eq!(read([first, second]), whole, "{name} cut at {at}");
        }
    }
    assert_eq!(vectors.len(), 43);
}
