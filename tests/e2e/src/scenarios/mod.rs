//! The tests, one file for each part of the product.

mod absences;
mod access;
mod after_ends;
mod announcements;
mod bridge;
mod bridge_messenger;
mod bridge_rough;
mod chats;
mod ends;
mod failure;
mod faults_host;
mod faults_outbox;
mod faults_storage;
mod faults_tabs;
mod faults_wasm;
mod files;
mod gallery;
mod headless;
mod headless_parts;
mod host;
mod hostile;
mod invitation;
mod isolation;
mod keyboard;
mod languages;
mod notices;
mod notices_late;
mod offers;
mod org_chats;
mod org_ends;
mod org_going_on;
mod org_outbox;
mod org_refusals;
mod org_rich;
mod org_setup;
mod org_soak;
mod org_statuses;
mod org_streams;
mod org_streams_rough;
mod org_tabs;
mod org_together;
mod own_backend;
mod own_backend_besides;
mod own_backend_broken;
mod own_kit;
pub mod people;
mod phone;
mod policy;
mod privacy;
mod recipes;
mod records;
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
    records::TESTS,
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
    bridge::TESTS,
    bridge_messenger::TESTS,
    bridge_rough::TESTS,
    headless::TESTS,
    headless_parts::TESTS,
    offers::TESTS,
    org_chats::TESTS,
    org_tabs::TESTS,
    org_together::TESTS,
    org_outbox::TESTS,
    org_rich::TESTS,
    org_ends::TESTS,
    org_going_on::TESTS,
    org_refusals::TESTS,
    org_setup::TESTS,
    org_statuses::TESTS,
    org_streams::TESTS,
    org_streams_rough::TESTS,
    org_soak::TESTS,
    own_backend::TESTS,
    own_backend_besides::TESTS,
    own_backend_broken::TESTS,
    own_kit::TESTS,
    files::TESTS,
    faults_outbox::TESTS,
    faults_tabs::TESTS,
    faults_storage::TESTS,
    faults_wasm::TESTS,
    faults_host::TESTS,
    recipes::TESTS,
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
