//! The methods of an adapter.

/// One method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Connects, for the first time or again, and answers with a snapshot.
    Connect,
    /// Sends a message.
    Send,
    /// Stops listening.
    Disconnect,
    /// Ends the session.
    End,
    /// The end user is writing.
    Typing,
    /// The end user has seen all messages up to one.
    Read,
    /// The end user is still there.
    Stay,
    /// Answers with older messages.
    Older,
    /// Takes the answer to the survey.
    Rate,
    /// Answers with all conversations of the end user.
    List,
    /// Forgets a conversation, or all of them.
    Clear,
    /// Sends a message with a file.
    Upload,
}

impl Method {
    /// Those that every adapter has.
    pub const REQUIRED: [Self; 3] = [Self::Connect, Self::Send, Self::Disconnect];

    /// Those that an adapter announces as its capabilities, each by its name.
    pub const OPTIONAL: [Self; 9] = [
        Self::End,
        Self::Typing,
        Self::Read,
        Self::Stay,
        Self::Older,
        Self::Rate,
        Self::List,
        Self::Clear,
        Self::Upload,
    ];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Send => "send",
            Self::Disconnect => "disconnect",
            Self::End => "end",
            Self::Typing => "typing",
            Self::Read => "read",
            Self::Stay => "stay",
            Self::Older => "older",
            Self::Rate => "rate",
            Self::List => "list",
            Self::Clear => "clear",
            Self::Upload => "upload",
        }
    }
}
