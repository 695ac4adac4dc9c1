//! The backend that a configuration asks for, among those of this build.

use std::rc::Rc;

use js_sys::Object;
use wasm_bindgen::JsCast as _;

use super::{config::Options, error::ApiError};
use crate::{shell::Shell, transport::Backend, value::Value as _};

/// Opens the backend of `options` for what `shell` runs. Nothing is said to it yet. `fetch_late`
/// fetches the late half of the wasm.
pub fn open(
    options: &Options,
    shell: &Shell,
    fetch_late: &Rc<dyn Fn()>,
) -> Result<Rc<dyn Backend>, ApiError> {
    // A released module has one backend, and the loader has picked it by its kind.
    #[cfg(feature = "custom")]
    if !cfg!(any(feature = "local", feature = "salesforce"))
        || said(options, "kind")?.as_deref() == Some("custom")
    {
        return custom(options, shell, fetch_late);
    }
    #[cfg(feature = "salesforce")]
    if !cfg!(feature = "local") || said(options, "kind")?.as_deref() == Some("salesforce") {
        return salesforce(options, shell.host(Rc::clone(fetch_late)));
    }
    #[cfg(feature = "local")]
    {
        let _ = fetch_late;
        local(options, shell)
    }
    #[cfg(not(feature = "local"))]
    Err(ApiError::Unsupported)
}

/// An option that is a text, if it is set.
fn said(options: &Options, name: &'static str) -> Result<Option<String>, ApiError> {
    match options
        .backend
        .field(name)
        .filter(|said| !said.is_nothing())
    {
        None => Ok(None),
        Some(said) => match said.as_string() {
            Some(text) => Ok(Some(text)),
            None => Err(ApiError::Setting(
                ["backend.", name].concat(),
                "must be a text.",
            )),
        },
    }
}

/// Refuses options that a backend does not have.
fn knows(options: &Options, names: &[&str]) -> Result<(), ApiError> {
    let given = Object::keys(options.backend.unchecked_ref::<Object>());
    let mut given = given.iter().filter_map(|name| name.as_string());
    match given.find(|name| name != "kind" && !names.contains(&&**name)) {
        None => Ok(()),
        Some(name) => Err(ApiError::Setting(
            ["backend.", &name].concat(),
            "is unknown.",
        )),
    }
}

#[cfg(feature = "local")]
fn local(options: &Options, shell: &Shell) -> Result<Rc<dyn Backend>, ApiError> {
    use crate::{
        browser::clock::random_id,
        transport::local::{io::LocalBackend, link::Identity},
    };

    knows(options, &["channel"])?;
    let visitor = &options.visitor;
    let identity = Identity {
        visitor: shell.visitor(),
        tab: random_id(),
        name: visitor.name.clone().or_else(|| visitor.email.clone()),
    };
    let channel = said(options, "channel")?;
    let channel = channel.as_deref().unwrap_or("main");
    let backend =
        LocalBackend::open(channel, identity, shell.ear()).map_err(|_| ApiError::Unsupported)?;
    Ok(Rc::new(backend))
}

#[cfg(feature = "custom")]
fn custom(
    options: &Options,
    shell: &Shell,
    fetch_late: &Rc<dyn Fn()>,
) -> Result<Rc<dyn Backend>, ApiError> {
    use crate::transport::custom::{calls::Visitor, front::CustomBackend, options};

    knows(options, options::NAMES)?;
    let chosen = options::read(&options.backend)
        .map_err(|(field, advice)| ApiError::Setting(field, advice))?;
    let visitor = Visitor {
        id: shell.visitor(),
        name: options.visitor.name.clone(),
        email: options.visitor.email.clone(),
    };
    let host = shell.host(Rc::clone(fetch_late));
    Ok(Rc::new(CustomBackend::new(chosen, visitor, host)))
}

#[cfg(feature = "salesforce")]
fn salesforce(
    options: &Options,
    host: crate::transport::Host,
) -> Result<Rc<dyn Backend>, ApiError> {
    use crate::transport::salesforce::{front::SalesforceBackend, options};

    knows(options, options::NAMES)?;
    let (place, identity) = options::read(&options.backend, options.rules.verified_users)
        .map_err(|fault| ApiError::Setting(fault.field.to_owned(), fault.advice))?;
    let given = options::Given {
        backend: options.backend.clone(),
        name: options.visitor.name.clone(),
        email: options.visitor.email.clone(),
    };
    Ok(Rc::new(SalesforceBackend::new(
        place, given, identity, host,
    )))
}
