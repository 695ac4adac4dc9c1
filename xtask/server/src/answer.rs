//! From a request to a response.

use crate::assets::{Asset, Assets, Encoding, Found};
use crate::control::{Control, Fault, Own};
use crate::policy::policy_for;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, LOCATION, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};
use std::io;

type Reply = Response<Full<Bytes>>;

/// Answers one request. An error closes the connection without an answer, as a fault may ask.
pub(crate) async fn answer(
    assets: &Assets,
    control: &Control,
    request: Request<Incoming>,
) -> io::Result<Reply> {
    let path = request.uri().path().to_owned();
    let target = request
        .uri()
        .path_and_query()
        .map_or_else(|| path.clone(), ToString::to_string);
    control.record(request.method().as_str(), &target);
    let fault = control.next_fault(&target);
    match &fault {
        Some(Fault::Drop) => return Err(io::Error::other("dropped on request of a test")),
        Some(Fault::Status(code)) => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return bare(status);
        }
        Some(Fault::Delay(time)) => tokio::time::sleep(*time).await,
        Some(Fault::ContentType(_) | Fault::Truncate) | None => {}
    }
    // What a test puts there answers whatever it is asked.
    if let Some(own) = control.own(&path) {
        return send_own(own);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return bare(StatusCode::METHOD_NOT_ALLOWED);
    }
    // Browsers ask for it by themselves; a missing one would be an error in a page's console.
    if path == "/favicon.ico" {
        return bare(StatusCode::NO_CONTENT);
    }
    match assets.find(&decode(&path), accepted(&request))? {
        Found::Asset(asset) => send(asset, &request, fault),
        Found::Folder => Response::builder()
            .status(StatusCode::PERMANENT_REDIRECT)
            .header(LOCATION, format!("{path}/"))
            .body(Full::default())
            .map_err(io::Error::other),
        Found::Nothing => bare(StatusCode::NOT_FOUND),
    }
}

fn accepted(request: &Request<Incoming>) -> Encoding {
    request
        .headers()
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .map_or(Encoding::Identity, Encoding::accepted)
}

/// `no-cache` with a validator: a rebuilt file keeps its versioned name here, so a long-lived
/// copy in the browser would go stale; a released site may send `immutable` instead.
fn send(asset: Asset, request: &Request<Incoming>, fault: Option<Fault>) -> io::Result<Reply> {
    let mut response = Response::builder()
        .header(ETAG, asset.etag.as_str())
        .header(CACHE_CONTROL, "no-cache")
        .header(VARY, "accept-encoding")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    let known = request.headers().get(IF_NONE_MATCH);
    if fault.is_none() && known.is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return response
            .status(StatusCode::NOT_MODIFIED)
            .body(Full::default())
            .map_err(io::Error::other);
    }
    if let Some(encoding) = asset.encoding.header() {
        response = response.header(CONTENT_ENCODING, encoding);
    }
    let mut content_type = asset.content_type.to_owned();
    let mut body = asset.body;
    match fault {
        Some(Fault::ContentType(other)) => content_type = other,
        Some(Fault::Truncate) => body.truncate(body.len() / 2),
        _ => {}
    }
    response = response.header(CONTENT_TYPE, content_type);
    if asset.content_type.starts_with("text/html")
        && let Some(policy) = policy_for(&asset.path, asset.html.as_deref().unwrap_or_default())
    {
        response = response.header(CONTENT_SECURITY_POLICY, policy);
    }
    if request.method() == Method::HEAD {
        body = Bytes::new();
    }
    response.body(Full::new(body)).map_err(io::Error::other)
}

fn send_own(own: Own) -> io::Result<Reply> {
    let mut response = Response::builder()
        .header(CONTENT_TYPE, own.content_type)
        .header(CACHE_CONTROL, "no-store");
    for (name, value) in own.headers {
        response = response.header(name, value);
    }
    response.body(Full::new(own.body)).map_err(io::Error::other)
}

fn bare(status: StatusCode) -> io::Result<Reply> {
    Response::builder()
        .status(status)
        .header(CACHE_CONTROL, "no-store")
        .body(Full::default())
        .map_err(io::Error::other)
}

/// Undoes percent-encoding; what is not valid stays as it is.
fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let coded = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = coded {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn percent_encoding_is_undone_and_broken_encoding_kept() {
        assert_eq!(decode("/a%20b"), "/a b");
        assert_eq!(decode("/100%"), "/100%");
        assert_eq!(decode("/%zz"), "/%zz");
    }
}
