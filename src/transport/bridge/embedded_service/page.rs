//! The hands on `embeddedservice_bootstrap`.

use js_sys::Object;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

use crate::transport::bridge::hands::{Answer, Hands, call, member, settle};

/// What it draws, unless the site names it.
const DRAWN: &str =
    "#embedded-messaging,#embeddedMessagingFrame,#embeddedMessagingConversationButton";

/// Salesforce's own widget on this page. Only members that both generations have are touched: the
/// second one's proxy logs an error for every other.
pub struct EmbeddedService {
    selector: String,
    /// `{name: text}`, or undefined.
    hidden_fields: JsValue,
}

impl EmbeddedService {
    /// The widget, drawn in the elements of `selector`, which gets `hidden_fields` with each start.
    pub fn new(selector: Option<String>, hidden_fields: JsValue) -> Self {
        Self {
            selector: selector.unwrap_or_else(|| DRAWN.to_owned()),
            hidden_fields,
        }
    }

    fn call(api: &str, name: &str, given: &[JsValue]) -> Option<JsValue> {
        let window = web_sys::window()?;
        call(
            &member(&window, &["embeddedservice_bootstrap", api])?,
            name,
            given,
        )
    }

    fn has_hidden_fields(&self) -> bool {
        let fields = self.hidden_fields.dyn_ref::<Object>();
        fields.is_some_and(|fields| Object::keys(fields).length() > 0)
    }

    fn drawn(&self) -> Vec<Element> {
        let document = web_sys::window().and_then(|window| window.document());
        let all = document.and_then(|document| document.query_selector_all(&self.selector).ok());
        let item = |at| {
            let node = all.as_ref()?.item(at)?;
            node.dyn_into::<Element>().ok()
        };
        let count = all.as_ref().map_or(0, web_sys::NodeList::length);
        (0..count).filter_map(item).collect()
    }
}

impl Hands for EmbeddedService {
    fn selector(&self) -> &str {
        &self.selector
    }

    fn has_button(&self) -> bool {
        let window = web_sys::window();
        window.is_some_and(|window| member(&window, &["agentforce_messaging"]).is_some())
    }

    fn clear(&self, answer: Answer) {
        // A truth, not an object: `true` ends the session at the vendor's, too.
        let cleared = Self::call("userVerificationAPI", "clearSession", &[JsValue::TRUE]);
        settle(cleared, answer);
    }

    fn hidden_fields(&self) {
        if self.has_hidden_fields() {
            let fields = [self.hidden_fields.clone()];
            let set = Self::call("prechatAPI", "setHiddenPrechatFields", &fields);
            // A form without its hidden fields is still one; a promise that rejects is caught.
            settle(set, Box::new(|_| ()));
        }
    }

    fn launch(&self, is_uncleared: bool, answer: Answer) {
        let fresh: Option<JsValue> = (is_uncleared && self.has_button()).then(|| {
            use crate::value::Value as _;
            let mut options = JsValue::object();
            options.set("shouldStartNewConversation", JsValue::TRUE);
            options
        });
        let given: Vec<JsValue> = fresh.into_iter().collect();
        settle(Self::call("utilAPI", "launchChat", &given), answer);
    }

    fn remove(&self) {
        // What is drawn later is another widget's, which the page may open meanwhile.
        let drawn = self.drawn();
        // The second generation has no way to go, so what it drew is taken away, and so is what the
        // first one leaves; not while it is still at it.
        let removed = (!self.has_button())
            .then(|| Self::call("utilAPI", "removeAllComponents", &[]))
            .flatten();
        settle(
            removed,
            Box::new(move |_| drawn.iter().for_each(Element::remove)),
        );
    }
}
