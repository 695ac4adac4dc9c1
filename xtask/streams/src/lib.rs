//! Browser streams as Rust streams and back: as much of the crate wasm-streams as leptos builds
//! with, in its place.
//!
//! leptos always brings its server functions along, and these bring wasm-streams, whose three
//! classes are exported to JavaScript. What is exported is never left out by the linker, so every
//! widget would carry them, and the executor of promises behind them, without ever making one.
//! Here the browser calls closures instead, which are gone where nobody makes them.

use core::{
    pin::Pin,
    task::{Context, Poll},
};
use std::{cell::RefCell, future::Future as _, rc::Rc};

use futures_core::Stream;
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{ReadableStreamDefaultController, ReadableStreamDefaultReader};

/// A stream of the browser that can be read.
#[derive(Clone, Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    /// The browser's stream of what `stream` yields; an error ends it.
    ///
    /// # Panics
    ///
    /// Where the browser has no streams.
    pub fn from_stream<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        let stream = Rc::new(RefCell::new(Box::pin(stream)));
        let pull = move |controller: ReadableStreamDefaultController| {
            let stream = Rc::clone(&stream);
            future_to_promise(async move {
                let next = core::future::poll_fn(|context| {
                    stream.borrow_mut().as_mut().poll_next(context)
                });
                match next.await.transpose()? {
                    Some(chunk) => controller.enqueue_with_chunk(&chunk)?,
                    None => controller.close()?,
                }
                Ok(JsValue::UNDEFINED)
            })
        };
        let pull = Closure::<dyn FnMut(ReadableStreamDefaultController) -> Promise>::new(pull);
        let source = Object::new();
        // A property of an ordinary object can always be set.
        let _ = Reflect::set(&source, &"pull".into(), &pull.into_js_value());
        let made = web_sys::ReadableStream::new_with_underlying_source(&source);
        #[expect(
            clippy::expect_used,
            reason = "the interface that leptos calls has no error"
        )]
        Self(made.expect("the browser has streams"))
    }

    /// A stream that the browser made.
    #[must_use]
    pub const fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    /// The browser's own object.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// What the browser's stream yields.
    ///
    /// # Panics
    ///
    /// Where somebody reads the stream already.
    #[must_use]
    pub fn into_stream(self) -> IntoStream {
        let reader = self.0.get_reader().unchecked_into();
        IntoStream { reader, next: None }
    }
}

/// The chunks of a browser's stream. Dropped, it cancels the stream.
#[derive(Debug)]
pub struct IntoStream {
    reader: ReadableStreamDefaultReader,
    next: Option<JsFuture>,
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut next = match self.next.take() {
            Some(next) => next,
            None => JsFuture::from(self.reader.read()),
        };
        let Poll::Ready(read) = Pin::new(&mut next).poll(context) else {
            self.next = Some(next);
            return Poll::Pending;
        };
        let chunk = read.and_then(|read| {
            let is_done = Reflect::get(&read, &"done".into())?.is_truthy();
            if is_done {
                Ok(None)
            } else {
                Reflect::get(&read, &"value".into()).map(Some)
            }
        });
        Poll::Ready(chunk.transpose())
    }
}

impl Drop for IntoStream {
    fn drop(&mut self) {
        // A stream that has ended already takes it, too.
        let _ = self.reader.cancel();
    }
}
