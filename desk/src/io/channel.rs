//! The channel to the widgets.

use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use session_chat::transport::local::wire::{Frame, FromDesk, FromWidget, channel_name};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BroadcastChannel, MessageEvent};

use super::listener::Listener;

/// An open channel; closed when it is dropped.
pub struct Channel {
    port: BroadcastChannel,
    _listener: Listener,
}

impl Channel {
    /// Opens the channel of this configured name. What is not a widget's frame is ignored: any
    /// page of this origin may speak on it. A file comes beside its frame.
    pub fn open(
        name: &str,
        heard: impl Fn(Frame<FromWidget>, Option<Blob>) + 'static,
    ) -> Option<Self> {
        let port = BroadcastChannel::new(&channel_name(name)).ok()?;
        let listener = Listener::new(&port, "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else {
                return;
            };
            let file = Reflect::get(&event.data(), &"file".into());
            let file = file.ok().and_then(|file| file.dyn_into().ok());
            if let Ok(frame) = serde_wasm_bindgen::from_value(event.data()) {
                heard(frame, file);
            }
        });
        Some(Self {
            port,
            _listener: listener,
        })
    }

    /// Says `body` to everybody.
    pub fn say(&self, body: FromDesk) {
        // A frame holds nothing that cannot be cloned, and the channel is open as long as this is.
        if let Ok(frame) = encode(&Frame::new(body)) {
            let _ = self.port.post_message(&frame);
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.port.close();
    }
}

/// A value as plain objects, which can be posted and kept.
pub fn encode(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::new().serialize_maps_as_objects(true))
}
