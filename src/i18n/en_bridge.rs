//! English for what stands over a vendor's own widget. The window never says it.

late_table! {
    BridgeClearing: "We are putting the old chat away.",
    BridgeOver: "You can start a new one whenever you like.",
    BridgeClearFailed: "The old chat could not be put away. Try again, or reload the page.",
    BridgeStarting: "A new chat is starting.",
    BridgeStartFailed: "The new chat did not start. Try again, or reload the page.",
    BridgeTryAgain: "Try again",
    BridgeMissing: "The chat could not be loaded. Reload the page to try again.",
    BridgeConfirm: "We will no longer see what you write here.",
}
