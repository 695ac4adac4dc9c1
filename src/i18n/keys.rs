//! The one list of texts.

/// Makes [`Key`] from the list below: its variants, its names and its order.
macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $key:ident = $name:literal,)+) => {
        /// One text of the window. `as usize` is its place in a table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Key {
            $($(#[doc = $doc])+ $key,)+
        }

        impl Key {
            /// All texts, in the order of every table.
            pub const ALL: &'static [Self] = &[$(Self::$key,)+];

            /// The names by which a site owner replaces them, in the same order.
            #[cfg(not(target_arch = "wasm32"))]
            pub const NAMES: &'static [&'static str] = &[$($name,)+];
        }
    };
}

keys! {
    /// Head: who we are, before anything was said.
    Welcome = "header-welcome",
    /// Head: a connection is being made.
    Connecting = "header-connecting",
    /// Head: under the name of a bot.
    Automated = "header-automated",
    /// Head: in the queue; its place is not known.
    Queued = "header-queued",
    /// Head and announcement: the place in the queue, `{position}`.
    QueuePlace = "header-queue-place",
    /// Head: estimated wait of `{count}` minutes, after *queued* or the place.
    WaitZero = "header-wait-zero",
    /// As above, for one.
    WaitOne = "header-wait-one",
    /// As above, for two.
    WaitTwo = "header-wait-two",
    /// As above, for few.
    WaitFew = "header-wait-few",
    /// As above, for many.
    WaitMany = "header-wait-many",
    /// As above, for all other numbers.
    WaitOther = "header-wait-other",
    /// Head: under the name of an agent.
    Team = "header-team",
    /// Head: the session ends at `{time}` unless the end user answers.
    EndsAt = "header-ends-at",
    /// Head and locked field: the end is on its way.
    Ending = "header-ending",
    /// Head: the session is over.
    ChatEnded = "header-ended",
    /// Head, panel title and announcement: the conversation cannot go on.
    Lost = "header-lost",
    /// Head and panel title: nobody can be reached.
    Away = "header-away",
    /// Head and panel: somebody is back today at `{time}`.
    BackAt = "header-back-at",
    /// Head and panel: somebody is back on `{day}` (a weekday or a date) at `{time}`.
    BackOn = "header-back-on",
    /// Head: the button that opens the confirmation.
    EndConversation = "button-end-conversation",
    /// Head: the button that opens the menu.
    Options = "button-options",
    /// Head: the button that closes the window while the chat goes on.
    Minimise = "button-minimise",

    /// Banner: no network.
    Offline = "banner-offline",
    /// Banner: the connection is broken.
    Broken = "banner-reconnecting",
    /// Banner: what is said does not come by itself any more.
    Stale = "banner-stale",
    /// Banner: nobody is at the desk.
    NobodyOnline = "banner-nobody-online",
    /// Banner and announcement: the backend did not end the session.
    EndRefused = "banner-end-refused",
    /// Banner: are you still there, or the session ends at `{time}`.
    StillThere = "banner-still-there",
    /// Banner: the backend could not be told to forget the old chat.
    ClearFailed = "banner-clear-failed",
    /// Banner: too much is waiting to be sent.
    OutboxFull = "banner-outbox-full",
    /// Banner: this browser keeps nothing.
    NotKept = "banner-not-kept",
    /// Banner: messages of an earlier page were not sent, and are not without asking.
    LeftUnsent = "banner-left-unsent",
    /// Banner: published settings took effect.
    SettingsChanged = "banner-settings-changed",
    /// Banner: the button that asks for what was said.
    CheckNow = "button-check-now",
    /// Banner: the button that keeps the session alive.
    Stay = "button-stay",
    /// Banner: the button that takes it away.
    Dismiss = "button-dismiss",

    /// Message field: its name.
    FieldLabel = "field-label",
    /// Message field: what stands in it while it is empty.
    FieldPlaceholder = "field-placeholder",
    /// Message field: the button beside it.
    Send = "button-send",
    /// Message field: the text has more than `{limit}` characters.
    TooLong = "field-too-long",
    /// Message field: said before a message that opens a new session.
    HintReopens = "hint-reopens",
    /// Message field: said while nobody is there to read.
    HintWaits = "hint-waits",

    /// Confirmation: its title.
    ConfirmTitle = "confirm-title",
    /// Confirmation: what an end means.
    ConfirmText = "confirm-text",
    /// Confirmation: what an end means, with the `{name}` of whoever is there.
    ConfirmTextNamed = "confirm-text-named",
    /// Confirmation: the button that ends.
    EndChat = "button-end-chat",
    /// Confirmation: the button that does not.
    KeepChatting = "button-keep-chatting",

    /// Panel, over and read-only: what can still be done.
    EndedText = "panel-ended",
    /// Panel, over and cleared: what happened to the old chat.
    ResetText = "panel-reset",
    /// Panel, lost: the backend does not know the conversation.
    LostUnknown = "panel-lost-unknown",
    /// Panel, lost: the backend refuses access.
    LostForbidden = "panel-lost-forbidden",
    /// Panel, lost: the access has run out.
    LostExpired = "panel-lost-expired",
    /// Panel, lost: what can still be done, after the reason.
    LostAdvice = "panel-lost-advice",
    /// Panel, unavailable: nothing can be left.
    UnavailableText = "panel-unavailable",
    /// Panel, unavailable: stands over links to other channels.
    OtherChannels = "panel-other-channels",
    /// Panel: the button to a new chat.
    StartNewChat = "button-start-new-chat",
    /// Panel and menu: the button that saves the transcript.
    SaveTranscript = "button-save-transcript",
    /// Menu: the button that copies the transcript.
    CopyTranscript = "button-copy-transcript",
    /// Menu and announcement: the transcript was copied.
    Copied = "copied",
    /// Menu and announcement: the browser did not let the transcript be copied.
    CopyFailed = "copy-failed",
    /// Panel: the button that closes the window.
    Close = "button-close",

    /// The window's name, with the site's `{brand}`.
    WindowLabel = "window-label",
    /// The transcript's name.
    TranscriptLabel = "transcript-label",
    /// First line of a saved transcript, with `{brand}` and `{date}`.
    TranscriptHeading = "transcript-heading",
    /// Empty transcript: title.
    EmptyTitle = "empty-title",
    /// Empty transcript: what the first message does.
    EmptyText = "empty-text",
    /// Day separator.
    Today = "day-today",
    /// Day separator.
    Yesterday = "day-yesterday",
    /// Stands over the first message that was not seen.
    Unread = "unread",
    /// Button to the newest message and announcement of a burst: `{count}` new messages.
    NewMessagesZero = "new-messages-zero",
    /// As above, for one.
    NewMessagesOne = "new-messages-one",
    /// As above, for two.
    NewMessagesTwo = "new-messages-two",
    /// As above, for few.
    NewMessagesFew = "new-messages-few",
    /// As above, for many.
    NewMessagesMany = "new-messages-many",
    /// As above, for all other numbers.
    NewMessagesOther = "new-messages-other",
    /// Button to the newest message while none is new.
    ToNewest = "button-to-newest",
    /// Button that fetches older messages.
    EarlierMessages = "button-earlier-messages",
    /// Button under a long message.
    ShowMore = "button-show-more",

    /// The end user.
    You = "name-you",
    /// An agent without a name.
    OurTeam = "name-team",
    /// A bot without a name.
    Assistant = "name-assistant",
    /// The backend as author of a message.
    System = "name-system",
    /// Read before a message: its author's `{name}` and the `{time}`.
    MessageLabel = "message-label",
    /// Read before a message of the end user: the `{time}`.
    OwnMessageLabel = "message-label-own",

    /// Message: the backend does not take it.
    Refused = "delivery-refused",
    /// Message: given up.
    Failed = "delivery-failed",
    /// Message: kept until it can be sent.
    Waiting = "delivery-waiting",
    /// Message: under way.
    Sending = "delivery-sending",
    /// Message and announcement: the backend has it.
    Sent = "delivery-sent",
    /// Message: it reached the other side.
    Delivered = "delivery-delivered",
    /// Message: the other side has seen it.
    Read = "delivery-read",
    /// Failed message: the button that tries again.
    Retry = "button-retry",
    /// Failed message: the button that puts it back into the field.
    Edit = "button-edit",
    /// Failed message: the button that removes it.
    Delete = "button-delete",

    /// Rich message: a content that cannot be drawn.
    RichUnknown = "rich-unknown",
    /// Rich message: what was under way is done.
    RichDone = "rich-done",
    /// Rich message: the name of the bar that fills.
    RichProgress = "rich-progress",
    /// Rich message: the name of the field for a day.
    RichDay = "rich-day",
    /// Rich message: a picture without a description.
    RichImage = "rich-image",
    /// Rich message: a link to a video.
    RichVideo = "rich-video",
    /// Rich message: a link to a sound.
    RichSound = "rich-sound",
    /// Rich message: the name of a row of cards.
    RichCards = "rich-cards",
    /// Rich message: the button to the card before.
    RichBack = "rich-back",
    /// Rich message: the button to the next card.
    RichOn = "rich-on",
    /// Form: stands in a list while nothing is selected.
    RichChoose = "rich-choose",
    /// Form: behind the label of a field that may stay empty.
    RichOptional = "rich-optional",
    /// Form: a box that is ticked.
    RichYes = "rich-yes",
    /// Form: a box that is not ticked.
    RichNo = "rich-no",
    /// Form: a field must be filled in.
    FaultMissing = "fault-missing",
    /// Form: this is no e-mail address.
    FaultEmail = "fault-email",
    /// Form: this does not fit the field.
    FaultOther = "fault-other",

    /// Before the chat: the headline of the form.
    PreChatTitle = "pre-chat-title",
    /// Before the chat: the button that starts it.
    PreChatSubmit = "pre-chat-submit",
    /// After the chat: what is asked.
    SurveyTitle = "survey-title",
    /// After the chat: the field for some words.
    SurveyComment = "survey-comment",
    /// After the chat: the button that sends the rating.
    SurveySend = "survey-send",
    /// After the chat: the button that puts the survey away.
    SurveySkip = "survey-skip",
    /// After the chat: the rating was taken.
    SurveyThanks = "survey-thanks",
    /// After the chat: the rating was not taken.
    SurveyFailed = "survey-failed",
    /// After the chat: `{score}` of `{most}` stars, for those who do not see them.
    SurveyScore = "survey-score",
    /// After the chat: the first of five faces.
    FaceWorst = "survey-worst",
    /// After the chat: the second of five faces.
    FaceBad = "survey-bad",
    /// After the chat: the third of five faces.
    FaceFair = "survey-fair",
    /// After the chat: the fourth of five faces.
    FaceGood = "survey-good",
    /// After the chat: the last of five faces.
    FaceBest = "survey-best",
    /// Saving: as a text file.
    SaveAsText = "save-as-text",
    /// Saving: as an HTML page.
    SaveAsPage = "save-as-page",
    /// Saving: as JSON.
    SaveAsData = "save-as-data",
    /// Saving: on paper.
    Print = "save-print",
    /// Files: the button that chooses them.
    Attach = "files-attach",
    /// Files: while some are held over the window.
    DropHere = "files-drop",
    /// Files: `{name}` has more than `{limit}`.
    FileTooLarge = "file-too-large",
    /// Files: `{name}` is of none of the `{types}` that are taken.
    FileType = "file-type",
    /// Files: `{name}` has no bytes.
    FileEmpty = "file-empty",
    /// Files: more than `{limit}` were chosen.
    FileCount = "file-count",
    /// Files: the bytes of `{name}` are of another type than its name says.
    FileFake = "file-fake",
    /// Files: the browser cannot read `{name}`.
    FileUnreadable = "file-unreadable",
    /// Files: the button that stops one under way.
    CancelFile = "file-cancel",
    /// Several conversations: the headline of the list, and the button that leads to it.
    Chats = "list-title",
    /// Bridge: under who ended it, while the old chat is taken away.
    BridgeClearing = "bridge-clearing",
    /// Bridge: under who ended it, what can be done now.
    BridgeOver = "bridge-over",
    /// Bridge: the old chat could not be taken away.
    BridgeClearFailed = "bridge-clear-failed",
    /// Bridge: a new chat is on its way.
    BridgeStarting = "bridge-starting",
    /// Bridge: the new chat did not come.
    BridgeStartFailed = "bridge-start-failed",
    /// Bridge: the button that does it again.
    BridgeTryAgain = "bridge-try-again",
    /// Bridge: the widget that it stands over did not appear.
    BridgeMissing = "bridge-missing",
    /// Bridge, confirmation: what an end means.
    BridgeConfirm = "bridge-confirm",

    /// `{name}` is writing.
    Typing = "typing",
    /// Note: `{name}` joined.
    Joined = "note-joined",
    /// Note: `{name}` left.
    Left = "note-left",
    /// Note: the conversation waits for an agent.
    Looking = "note-queued",
    /// Note: a new session of the same conversation started.
    Reopened = "note-reopened",

    /// Panel title and announcement: over, nobody said by whom.
    Ended = "ended",
    /// Note: as above, at `{time}`.
    EndedAt = "ended-at",
    /// Over, by the end user.
    EndedByYou = "ended-by-you",
    /// Over, by the end user, at `{time}`.
    EndedByYouAt = "ended-by-you-at",
    /// Over, by the end user's opt-out keyword.
    OptedOut = "ended-by-opt-out",
    /// Over, by the end user's opt-out keyword, at `{time}`.
    OptedOutAt = "ended-by-opt-out-at",
    /// Over, by `{name}`.
    EndedByName = "ended-by-name",
    /// Over, by `{name}`, at `{time}`.
    EndedByNameAt = "ended-by-name-at",
    /// Over, by an agent without a name.
    EndedByTeam = "ended-by-team",
    /// Over, by an agent without a name, at `{time}`.
    EndedByTeamAt = "ended-by-team-at",
    /// Over, by a bot without a name.
    EndedByAssistant = "ended-by-assistant",
    /// Over, by a bot without a name, at `{time}`.
    EndedByAssistantAt = "ended-by-assistant-at",
    /// Over, by a rule or by the backend itself.
    EndedAutomatically = "ended-automatically",
    /// Over, by a rule or by the backend itself, at `{time}`.
    EndedAutomaticallyAt = "ended-automatically-at",
    /// Over, since nobody wrote.
    EndedInactive = "ended-by-inactivity",
    /// Over, since nobody wrote, at `{time}`.
    EndedInactiveAt = "ended-by-inactivity-at",
    /// The `{reason}` that was given for the end.
    EndReason = "ended-reason",

    /// Announcement: `{name}`, who is not the end user, said `{text}`.
    Said = "said",
    /// Announcement: the connection is broken.
    Reconnecting = "said-reconnecting",
    /// Announcement: the connection stands again.
    Reconnected = "said-reconnected",
    /// Announcement: the session ends unless the end user answers.
    EndsSoon = "said-ends-soon",
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Key;

    #[test]
    fn names_are_unique_kebab_case_and_one_for_each_key() {
        let mut seen = HashSet::new();
        for name in Key::NAMES {
            assert!(seen.insert(name), "{name} twice");
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{name}"
            );
        }
        assert_eq!(seen.len(), Key::ALL.len());
    }

    #[test]
    fn a_key_is_its_own_place_in_a_table() {
        for (place, key) in Key::ALL.iter().enumerate() {
            assert_eq!(*key as usize, place);
        }
    }
}
