//! The listener and the handle that stops it.

use crate::answer::answer;
use crate::assets::Assets;
use crate::control::{Control, Fault, Hit, Own};
use bytes::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// A running server. Dropping it closes the port and every connection.
///
/// Each one has an origin of its own, so two servers share neither storage nor channels.
pub struct Server {
    address: SocketAddr,
    control: Arc<Control>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Listens on 127.0.0.1. Port 0 takes any free one.
    ///
    /// Fails as binding a port fails: most often because it is taken.
    pub async fn start(assets: Arc<Assets>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let control = Arc::new(Control::new());
        let accepting = tokio::spawn(accept(listener, assets, Arc::clone(&control)));
        Ok(Self {
            address,
            control,
            accepting,
        })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address of a path (with its leading slash) on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Makes the next `times` requests whose path or query contains `part` go wrong, or all of
    /// them if no number is given. Rules are tried in the order they were made.
    pub fn fault(&self, part: &str, fault: Fault, times: Option<u32>) {
        self.control.fault(part, fault, times);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.control.clear_faults();
    }

    /// Serves `body` at `path` (in place of a file, if there is one), with these headers besides
    /// its content type, and with no policy but what they say.
    pub fn put(
        &self,
        path: &str,
        content_type: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) {
        let own = Own {
            content_type: content_type.to_owned(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.into(),
        };
        self.control.put(path, own);
    }

    /// Every request since the start, or since [`Server::forget_hits`].
    #[must_use]
    pub fn hits(&self) -> Vec<Hit> {
        self.control.hits()
    }

    /// Empties the list of requests.
    pub fn forget_hits(&self) {
        self.control.forget_hits();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, assets: Arc<Assets>, control: Arc<Control>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        while connections.try_join_next().is_some() {}
        let (assets, control) = (Arc::clone(&assets), Arc::clone(&control));
        connections.spawn(async move {
            let service = service_fn(|request| answer(&assets, &control, request));
            // A connection that breaks is the client's affair.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    async fn get(server: &Server, path: &str) -> String {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn files_faults_own_pages_and_hits() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a_bg.wasm"), "wasm").unwrap();
        let server = Server::start(Assets::new(folder.path(), 5), 0)
            .await
            .unwrap();

        let fine = get(&server, "/a_bg.wasm").await;
        assert!(fine.contains("content-type: application/wasm"), "{fine}");
        assert!(fine.ends_with("\r\n\r\nwasm"), "{fine}");

        server.fault(".wasm", Fault::Status(503), Some(1));
        server.fault(".wasm", Fault::Drop, Some(1));
        assert!(get(&server, "/a_bg.wasm").await.contains("503"));
        assert_eq!(get(&server, "/a_bg.wasm").await, "");
        assert!(get(&server, "/a_bg.wasm").await.contains("200 OK"));

        server.put("/own.html", "text/html", &[("x-own", "1")], "hello");
        let own = get(&server, "/own.html").await;
        assert!(own.contains("x-own: 1") && own.ends_with("hello"), "{own}");

        let targets: Vec<_> = server.hits().into_iter().map(|hit| hit.target).collect();
        assert_eq!(targets.len(), 5);
        assert_eq!(targets.last().map(String::as_str), Some("/own.html"));
    }
}
