//! The tests, one file for each part of the product.

mod absences;
mod access;
mod after_ends;
mod announcements;
mod chats;
mod ends;
mod failure;
mod files;
mod gallery;
mod host;
mod hostile;
mod invitation;
mod isolation;
mod keyboard;
mod languages;
mod notices;
mod notices_late;
mod offers;
pub mod people;
mod phone;
mod policy;
mod privacy;
mod reload;
mod rich;
mod scrolling;
mod settings;
mod several;
mod smoke;
mod tabs;
mod transcripts;
mod visitor_ends;

use crate::test::Test;

/// The table of each file.
pub const TABLES: &[&[Test]] = &[
    smoke::TESTS,
    chats::TESTS,
    absences::TESTS,
    ends::TESTS,
    visitor_ends::TESTS,
    after_ends::TESTS,
    reload::TESTS,
    tabs::TESTS,
    settings::TESTS,
    policy::TESTS,
    access::TESTS,
    privacy::TESTS,
    host::TESTS,
    invitation::TESTS,
    notices::TESTS,
    notices_late::TESTS,
    hostile::TESTS,
    isolation::TESTS,
    failure::TESTS,
    announcements::TESTS,
    keyboard::TESTS,
    scrolling::TESTS,
    phone::TESTS,
    languages::TESTS,
    rich::TESTS,
    gallery::TESTS,
    offers::TESTS,
    files::TESTS,
    several::TESTS,
    transcripts::TESTS,
];

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn no_two_tests_share_a_name() {
        let mut names: Vec<_> = TABLES
            .iter()
            .copied()
            .flatten()
            .map(|test| test.name)
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
