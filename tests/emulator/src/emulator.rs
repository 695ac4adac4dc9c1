//! The listener and the handle that stops it.

use crate::control::Control;
use crate::settings::Settings;
use crate::socket::{Line, Socket};
use crate::state::Shared;
use crate::wire;
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service as _;

/// How much a connection within the process holds.
const BUFFER: usize = 64 * 1024;

/// A running emulator. Dropping it closes the port and every connection.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use session_chat_emulator::{Emulator, Settings};
///
/// let emulator = Emulator::start(Settings::default()).await?;
/// assert!(emulator.base_url().starts_with("http://127.0.0.1:"));
/// assert!(emulator.control().conversations().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    control: Control,
    router: Router,
    /// None while it is down.
    accepting: Mutex<Option<JoinHandle<()>>>,
    /// The connections within this process.
    inside: Mutex<JoinSet<()>>,
}

impl Emulator {
    /// Listens on 127.0.0.1, on the port of the settings.
    ///
    /// Fails as binding a port fails (most often because it is taken), and with
    /// [`io::ErrorKind::InvalidInput`] if the settings exclude each other.
    pub async fn start(settings: Settings) -> io::Result<Self> {
        settings
            .check()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, settings.port)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(settings, format!("http://{address}")));
        let control = Control::new(Arc::clone(&shared));
        let router = wire::router(shared);
        let accepting = tokio::spawn(accept(listener, router.clone()));
        Ok(Self {
            address,
            control,
            router,
            accepting: Mutex::new(Some(accepting)),
            inside: Mutex::default(),
        })
    }

    /// Closes the port and every connection, until [`Emulator::come_back`]. Nothing is forgotten.
    pub async fn go_down(&self) {
        let accepting = self.accepting().take();
        if let Some(accepting) = accepting {
            accepting.abort();
            // Its end is what is waited for: the port is free then.
            let _ = accepting.await;
        }
    }

    /// Listens on the same port again. Fails if something else has taken it.
    pub async fn come_back(&self) -> io::Result<()> {
        self.go_down().await;
        let listener = TcpListener::bind(self.address).await?;
        let accepting = tokio::spawn(accept(listener, self.router.clone()));
        *self.accepting() = Some(accepting);
        Ok(())
    }

    fn accepting(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.accepting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection of its own within this process, which stays while the port is closed: a test
    /// that lets the runtime's clock run ahead must not wait for the system. A reset ends it in the
    /// middle of an answer.
    pub fn connect(&self) -> DuplexStream {
        let (near, far) = tokio::io::duplex(BUFFER);
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while inside.try_join_next().is_some() {}
        inside.spawn(serve(far, Line::default(), self.router.clone()));
        near
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The other side of the chat, and everything that can go wrong.
    pub fn control(&self) -> &Control {
        &self.control
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(accepting) = self.accepting().take() {
            accepting.abort();
        }
        // The script's actors end when nobody can tell them anything.
        self.control.dismiss();
    }
}

async fn accept(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        while connections.try_join_next().is_some() {}
        let line = Line::default();
        let socket = Socket::new(stream, line.clone());
        connections.spawn(serve(socket, line, router.clone()));
    }
}

async fn serve(io: impl AsyncRead + AsyncWrite + Unpin, line: Line, router: Router) {
    let service = service_fn(|mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(line.clone());
        router.clone().call(request)
    });
    let served = http1::Builder::new().serve_connection(TokioIo::new(io), service);
    tokio::select! {
        // A connection that breaks is the client's affair.
        _ = served => {}
        () = line.broken() => {}
    }
}
