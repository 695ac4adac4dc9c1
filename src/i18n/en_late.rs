//! English for what is loaded late: the contents of rich messages. Nobody else pays for it.

late_table! {
    RichUnknown: "This part of the message cannot be shown here.",
    RichDone: "Done",
    RichProgress: "Progress",
    RichDay: "Day",
    RichImage: "Image",
    RichVideo: "Video",
    RichSound: "Audio",
    RichCards: "Cards",
    RichBack: "Back",
    RichOn: "Next",
    RichChoose: "Please choose",
    RichOptional: "optional",
    RichYes: "Yes",
    RichNo: "No",
    FaultMissing: "Please fill this in.",
    FaultEmail: "Write an address like name@example.com.",
    FaultOther: "Please check this.",
}
