//! The rules of R1 to R4 as pure functions of settings and state.

use super::{
    config::Rules,
    end::Next,
    error::ConfigConflict,
    time::{HOUR, MINUTE, SECOND},
};

/// How many unsent messages are kept.
pub const OUTBOX_MESSAGES: usize = 50;
/// How many bytes of unsent text are kept.
pub const OUTBOX_BYTES: usize = 256 * 1024;
/// How many characters one message may have.
pub const MESSAGE_CHARS: usize = 8_000;
/// How often a message is tried before it is given up.
pub const SEND_TRIES: u32 = 8;
/// The longest wait between two tries that nobody asked for.
pub const LONGEST_OWN_WAIT_MS: u64 = 30 * SECOND;
/// The longest wait that a backend may ask for.
pub const LONGEST_ASKED_WAIT_MS: u64 = 15 * MINUTE;
/// After what time an unsent message is not sent without asking.
pub const ASKED_AFTER_MS: u64 = 24 * HOUR;
/// How long one try of a message may take, in milliseconds.
pub const SEND_TIMEOUT_MS: u64 = 30 * SECOND;
/// How long one try of a message with a file may take: five mebibytes need minutes on a slow line.
pub const FILE_TIMEOUT_MS: u64 = 5 * MINUTE;
/// How long the backend may take to end a session before the end counts as refused.
pub const END_TIMEOUT_MS: u64 = 15 * SECOND;
/// How long a connection may be broken before the window says so.
pub const QUIET_RECONNECT_MS: u64 = 5 * SECOND;
/// How long somebody counts as typing after the last sign of it.
pub const TYPING_MS: u64 = 6 * SECOND;
/// How often the end user's own typing is told to the backend.
pub const OWN_TYPING_EVERY_MS: u64 = 3 * SECOND;
/// How often somebody's typing is announced.
pub const TYPING_ANNOUNCED_EVERY_MS: u64 = 20 * SECOND;
/// The span in which more than [`BURST_MESSAGES`] messages are announced as a number.
pub const BURST_MS: u64 = 2 * SECOND;
/// How many messages are announced one by one within [`BURST_MS`].
pub const BURST_MESSAGES: u32 = 3;
/// Messages of one author closer than this stand as one group.
pub const GROUP_MS: u64 = 5 * MINUTE;

/// Checks that the settings go together, naming both where they do not.
pub const fn check(rules: &Rules) -> Result<(), ConfigConflict> {
    if rules.end_chat_when_session_ends && rules.verified_users {
        return conflict("endChatWhenSessionEnds", "verifiedUsers");
    }
    if rules.end_chat_when_session_ends && !matches!(rules.after_end, Next::ReadOnly) {
        return conflict("endChatWhenSessionEnds", "afterEnd");
    }
    if rules.end_users_can_end && !rules.multiple_conversations {
        return conflict("endUsersCanEnd", "multipleConversations");
    }
    if rules.end_users_can_end && rules.reopening {
        return conflict("endUsersCanEnd", "reopening");
    }
    if matches!(rules.after_end, Next::Reopen) && !rules.reopening {
        return conflict("afterEnd", "reopening");
    }
    Ok(())
}

const fn conflict(field: &'static str, other: &'static str) -> Result<(), ConfigConflict> {
    Err(ConfigConflict { field, other })
}

/// What happens after an end (R4.2), given what the backend allows.
pub const fn next_after_end(rules: &Rules, can_reopen: bool, closes_conversation: bool) -> Next {
    if rules.end_chat_when_session_ends {
        return Next::ReadOnly;
    }
    match rules.after_end {
        // A closed conversation takes no message, so there is nothing to warn about.
        Next::Reopen if !can_reopen || closes_conversation => Next::ReadOnly,
        next => next,
    }
}

/// Whether the whole message is an opt-out keyword (R1.4).
pub fn is_opt_out(rules: &Rules, text: &str) -> bool {
    let text = text.trim();
    rules
        .opt_out_keywords
        .iter()
        .map(|keyword| keyword.trim())
        .any(|keyword| !keyword.is_empty() && is_same_word(keyword, text))
}

/// Whether two texts differ in the case of letters at most.
fn is_same_word(a: &str, b: &str) -> bool {
    a.chars().map(small).eq(b.chars().map(small))
}

/// The small form of a letter of the scripts that have two: Latin, Greek, Cyrillic, Armenian and
/// the full-width forms. The table for all of Unicode would be larger than the rest of the rules.
fn small(letter: char) -> char {
    let code = u32::from(letter);
    let small = match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' | 'Ａ'..='Ｚ' => {
            code.saturating_add(32)
        }
        'Ѐ'..='Џ' => code.saturating_add(80),
        'Ա'..='Ֆ' => code.saturating_add(48),
        'Ά' => u32::from('ά'),
        'Έ'..='Ί' => code.saturating_add(37),
        'Ό' => u32::from('ό'),
        'Ύ' | 'Ώ' => code.saturating_add(63),
        // A final sigma is a sigma.
        'ς' => u32::from('σ'),
        'Ÿ' => u32::from('ÿ'),
        'İ' => u32::from('i'),
        'Ӏ' => u32::from('ӏ'),
        // Pairs, the capital first: on an even number, or on an odd one.
        'Ā'..='ķ'
        | 'Ŋ'..='ŷ'
        | 'Ș'..='ȟ'
        | 'Ѡ'..='ҁ'
        | 'Ҋ'..='ҿ'
        | 'Ӑ'..='ԯ'
        | 'Ḁ'..='ẕ'
        | 'Ạ'..='ỿ' => code | 1,
        'Ĺ'..='ň' | 'Ź'..='ž' | 'Ӂ'..='ӎ' => code.saturating_add(code & 1),
        _ => code,
    };
    char::from_u32(small).unwrap_or(letter)
}

/// Whether other channels are offered (R2.5).
pub const fn offers_other_channels(rules: &Rules) -> bool {
    !rules.end_users_can_end
}

/// How long to wait after so many tries of a message before the next one, in milliseconds. A
/// backend may ask for more, but not for less: one that asks for nothing, or for a moment that is
/// past, would have all tries at once.
pub fn retry_delay(tries: u32, asked_ms: Option<u64>) -> u64 {
    let own = (SECOND << tries.min(5)).min(LONGEST_OWN_WAIT_MS);
    let asked = asked_ms.unwrap_or_default().min(LONGEST_ASKED_WAIT_MS);
    own.max(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every combination of the settings that R1 to R4 speak of.
    fn combinations() -> impl Iterator<Item = Rules> {
        (0..32_u8).flat_map(|bits| {
            [Next::ReadOnly, Next::Reset, Next::Reopen].map(|after_end| Rules {
                end_chat_when_session_ends: bits & 1 != 0,
                verified_users: bits & 2 != 0,
                end_users_can_end: bits & 4 != 0,
                multiple_conversations: bits & 8 != 0,
                reopening: bits & 16 != 0,
                after_end,
                ..Rules::default()
            })
        })
    }

    #[test]
    fn r1_3_r2_1_r4_2_every_combination_is_allowed_or_refused_by_name() {
        let mut refused = 0;
        for rules in combinations() {
            let wrong = [
                rules.end_chat_when_session_ends && rules.verified_users,
                rules.end_chat_when_session_ends && rules.after_end != Next::ReadOnly,
                rules.end_users_can_end && !rules.multiple_conversations,
                rules.end_users_can_end && rules.reopening,
                rules.after_end == Next::Reopen && !rules.reopening,
            ];
            match check(&rules) {
                Ok(()) => assert!(!wrong.contains(&true), "{rules:?} was let through"),
                Err(conflict) => {
                    refused += 1;
                    assert!(wrong.contains(&true), "{rules:?} was refused");
                    let sentence = conflict.to_string();
                    assert!(sentence.contains(conflict.field) && sentence.contains(conflict.other));
                }
            }
        }
        assert!(refused > 0);
    }

    #[test]
    fn r1_3_session_based_chat_and_verified_users_name_each_other() {
        let rules = Rules {
            end_chat_when_session_ends: true,
            verified_users: true,
            ..Rules::default()
        };
        let conflict = check(&rules).unwrap_err();
        assert_eq!(
            (conflict.field, conflict.other),
            ("endChatWhenSessionEnds", "verifiedUsers")
        );
        assert_eq!(
            conflict.to_string(),
            "endChatWhenSessionEnds and verifiedUsers conflict: change one of them."
        );
    }

    #[test]
    fn r1_1_session_based_chat_is_read_only_after_an_end() {
        let rules = Rules {
            end_chat_when_session_ends: true,
            ..Rules::default()
        };
        assert_eq!(next_after_end(&rules, true, false), Next::ReadOnly);
    }

    #[test]
    fn r4_2_reopen_falls_back_to_read_only_where_the_backend_forbids_it() {
        let rules = Rules {
            after_end: Next::Reopen,
            reopening: true,
            ..Rules::default()
        };
        assert_eq!(next_after_end(&rules, true, false), Next::Reopen);
        assert_eq!(next_after_end(&rules, false, false), Next::ReadOnly);
        assert_eq!(next_after_end(&rules, true, true), Next::ReadOnly);
    }

    #[test]
    fn r1_4_only_a_whole_message_is_an_opt_out() {
        let rules = Rules {
            opt_out_keywords: vec!["Stop".into(), " ".into()],
            ..Rules::default()
        };
        for (text, expected) in [
            ("stop", true),
            (" STOP ", true),
            ("please stop", false),
            ("", false),
            (" ", false),
        ] {
            assert_eq!(is_opt_out(&rules, text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_small_form_is_that_of_unicode_in_the_scripts_of_keywords() {
        let scripts = [
            0..=0x17f_u32,
            0x218..=0x21f,
            0x386..=0x3ce,
            0x400..=0x587,
            0x1e00..=0x1e95,
            0x1ea0..=0x1eff,
            0xff21..=0xff5a,
        ];
        for letter in scripts.into_iter().flatten().filter_map(char::from_u32) {
            if matches!(letter, 'İ' | 'ς') {
                continue;
            }
            assert_eq!(
                letter.to_lowercase().next(),
                Some(small(letter)),
                "{letter} {:x}",
                u32::from(letter)
            );
        }
        for (keyword, text) in [
            ("СТОП", "стоп"),
            ("Στοπ", "ΣΤΟΠ"),
            ("ΤΕΛΟΣ", "τέλος"),
            ("İPTAL", "iptal"),
            ("NIÑO", "niño"),
        ] {
            assert_eq!(is_same_word(keyword, text), keyword != "ΤΕΛΟΣ", "{keyword}");
        }
    }

    #[test]
    fn r2_5_other_channels_are_offered_only_while_end_users_cannot_end() {
        assert!(offers_other_channels(&Rules::default()));
        assert!(!offers_other_channels(&Rules {
            end_users_can_end: true,
            ..Rules::default()
        }));
    }

    #[test]
    fn tries_wait_longer_and_longer_up_to_half_a_minute() {
        let delays: Vec<_> = (1..8).map(|tries| retry_delay(tries, None)).collect();
        assert_eq!(
            delays,
            [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]
        );
    }

    #[test]
    fn a_backend_may_ask_for_a_longer_wait_up_to_a_quarter_of_an_hour_and_for_no_shorter_one() {
        for (asked, wait) in [
            (0, 8_000),
            (250, 8_000),
            (8_001, 8_001),
            (90_000, 90_000),
            (u64::MAX, 15 * MINUTE),
        ] {
            assert_eq!(retry_delay(3, Some(asked)), wait, "{asked}");
        }
    }
}
